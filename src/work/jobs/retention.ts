/** Removes the contents of notifications worked long ago; facts, registers and the row itself stay. */
import type { LogMeta } from '../../log.js';
import { rimuoviContenuti } from '../../store/conservazione.js';
import type { JobContext } from '../schedule.js';

const DAY_MS = 86_400_000;
/** Short transactions: the receiver must not wait behind this job. */
const LOTTO = 200;

export async function removeContents({ db, now, contentsDays }: JobContext): Promise<LogMeta> {
  const quando = now();
  const primaDi = new Date(quando.getTime() - contentsDays * DAY_MS).toISOString();
  let removed = 0;
  for (;;) {
    const lotto = { primaDi, now: quando.toISOString(), limit: LOTTO };
    const n = await db.transaction((tx) => rimuoviContenuti(tx, lotto));
    if (n === 0) return { removed };
    removed += n;
  }
}
