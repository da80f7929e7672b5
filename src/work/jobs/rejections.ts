/** Says once an hour how many calls were refused and why: a wrong CA or a wrong code shows here before ANPR suspends us. */
import type { LogMeta } from '../../log.js';
import { rifiutiDal } from '../riepilogo.js';
import type { JobContext } from '../schedule.js';

const HOUR_MS = 3_600_000;

export async function reportRejections({ db, log, now }: JobContext): Promise<LogMeta> {
  const perMotivo = await rifiutiDal(db, new Date(now().getTime() - HOUR_MS).toISOString());
  const rejected = Object.values(perMotivo).reduce((a, b) => a + b, 0);
  for (const [motivo, count] of Object.entries(perMotivo))
    log.warn('Calls were refused in the last hour', { motivo, count });
  return { rejected };
}
