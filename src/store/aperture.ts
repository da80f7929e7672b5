/**
 * Openings of contents: counted before they begin, forgotten when they end, so that what ends the process is found out.
 * Invariant: a row with openings left was being opened when something died, or is being opened now by whoever holds the lease.
 */
import { executeIn } from './sql.js';
import type { Tx } from './tx.js';

/** An opening is about to begin of each. To be committed before it does. Returns how many are still pending. */
export async function segnaAperture(tx: Tx, ids: readonly number[]): Promise<number> {
  const sql = `UPDATE notifiche SET aperture = aperture + 1 WHERE stato = 'pending' AND id IN :in`;
  return executeIn(tx, sql, { values: ids });
}

/** They were opened, or refused with a reason: nothing died of it. */
export async function chiudiAperture(tx: Tx, ids: readonly number[]): Promise<void> {
  await executeIn(tx, 'UPDATE notifiche SET aperture = 0 WHERE id IN :in', { values: ids });
}
