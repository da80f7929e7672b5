/**
 * Retention: the bytes of notifications applied long ago go, their rows and their facts stay.
 * Invariant: only `applied` and `discarded` rows lose their bytes (never one that could still be applied), and the
 * projections can be rebuilt all the same, because they come from the facts.
 */
import { executeIn } from './sql.js';
import type { Tx } from './tx.js';

export interface Conservazione {
  /** Bytes of notifications worked before this instant go. */
  readonly primaDi: string;
  readonly now: string;
  /** Notifications of one transaction: keeps it short; call again until it returns 0. */
  readonly limit: number;
}

/** Removes the bytes (copies included) of old notifications; returns how many notifications lost theirs. */
export async function rimuoviContenuti(tx: Tx, { primaDi, now, limit }: Conservazione): Promise<number> {
  let rimossi = 0;
  for (const stato of ['applied', 'discarded']) {
    const rows = await tx.query<{ id: number }>(
      `SELECT id FROM notifiche WHERE stato = ? AND contenuto_rimosso_il IS NULL AND lavorata_il < ?
       ORDER BY lavorata_il LIMIT ?`,
      [stato, primaDi, limit - rimossi],
    );
    const values = rows.map((r) => r.id);
    await executeIn(tx, 'DELETE FROM contenuti WHERE notifica_id IN :in', { values });
    rimossi += await executeIn(
      tx,
      'UPDATE notifiche SET contenuto_rimosso_il = ? WHERE contenuto_rimosso_il IS NULL AND id IN :in',
      { before: [now], values },
    );
  }
  return rimossi;
}
