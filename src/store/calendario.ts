/**
 * People whose rows the calendar alone changes: eighteenth birthdays, effective dates that have come.
 * Invariant: the day stands in the `anagrafe` row, so that the daily job reads an index and nobody else.
 */
import type { Tx } from './tx.js';

/** Soggetti whose rows are to be derived again by that day, at most `limit` of them. */
export async function daRicalcolare(
  tx: Tx,
  codComune: string,
  { oggi, limit }: { readonly oggi: string; readonly limit: number },
): Promise<string[]> {
  const righe = await tx.query<{ soggetto: string }>(
    'SELECT soggetto FROM anagrafe WHERE cod_comune = ? AND ricalcola_il <= ? ORDER BY ricalcola_il, soggetto LIMIT ?',
    [codComune, oggi, limit],
  );
  return righe.map((r) => r.soggetto);
}
