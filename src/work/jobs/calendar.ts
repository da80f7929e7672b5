/**
 * Wakes every applier after midnight: it derives again, under its lease, the rows that a new day alone changes
 * (eighteen-year-olds, decorrenze that have come), without waiting for the next notification.
 */
import type { LogMeta } from '../../log.js';
import type { JobContext } from '../schedule.js';

export async function wakeForTheNewDay({ enti, sveglia }: JobContext): Promise<LogMeta> {
  for (const ente of enti) sveglia(ente.codiceIstat);
  return { enti: enti.length };
}
