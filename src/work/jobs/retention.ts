/** What is kept long enough goes: contents of notifications worked long ago, and the oldest part of the ledger of reconciliation. */
import type { LogMeta } from '../../log.js';
import { rimuoviContenuti, rimuoviFinestre } from '../../store/conservazione.js';
import type { Tx } from '../../store/database.js';
import type { JobContext } from '../schedule.js';

const DAY_MS = 86_400_000;
/** Short transactions: the receiver must not wait behind this job. */
const LOTTO = 200;

type Passo = (tx: Tx, primaDi: string) => Promise<number>;

/** Facts, registers and the rows of the inbox stay; `removed` counts notifications, `windows` those of the ledger. */
export async function removeOld({ db, now, contentsDays, ledgerDays }: JobContext): Promise<LogMeta> {
  const quando = now();
  const tutti = async (giorni: number, passo: Passo): Promise<number> => {
    const primaDi = new Date(quando.getTime() - giorni * DAY_MS).toISOString();
    let tolti = 0;
    for (;;) {
      const n = await db.transaction((tx) => passo(tx, primaDi));
      if (n === 0) return tolti;
      tolti += n;
    }
  };
  const adesso = quando.toISOString();
  return {
    removed: await tutti(contentsDays, (tx, primaDi) => rimuoviContenuti(tx, { primaDi, now: adesso, limit: LOTTO })),
    windows: await tutti(ledgerDays, (tx, primaDi) => rimuoviFinestre(tx, { primaDi, limit: LOTTO })),
  };
}
