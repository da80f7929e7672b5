/**
 * The operator's decisions about pairs of cards.
 * Invariant: one row per pair, the lower card first; a decision stays until another takes its place, and says whether the
 * applier has followed it.
 */
import type { DecisioneIdentita } from '../registri/identita-decise.js';
import { insertRows, onKey, selectIn } from './sql.js';
import type { Tx } from './tx.js';

const COLUMNS = ['cod_comune', 'prima', 'seconda', 'decisione', 'attore', 'decisa_il', 'applicata_il'];

/** Every decision of the ente: they are few. */
export async function decisioniDi(tx: Tx, codComune: string): Promise<DecisioneIdentita[]> {
  const sql = 'SELECT prima, seconda, decisione FROM identita_decise WHERE cod_comune = ? ORDER BY prima, seconda';
  return tx.query<DecisioneIdentita>(sql, [codComune]);
}

/** Those of these cards (`S:<scheda>`) that no stored fact speaks of, in the order given. */
export async function schedeIgnote(tx: Tx, codComune: string, schede: readonly string[]): Promise<string[]> {
  const sql = 'SELECT DISTINCT chiave FROM fatti_chiavi WHERE cod_comune = ? AND chiave IN :in';
  const note = await selectIn<{ chiave: string }>(tx, sql, { before: [codComune], values: schede });
  return schede.filter((s) => !note.some((n) => n.chiave === s));
}

/** Remembers a decision; the applier finds it among those to follow. */
export async function decidi(
  tx: Tx,
  codComune: string,
  { prima, seconda, decisione, attore, now }: DecisioneIdentita & { readonly attore: string; readonly now: string },
): Promise<void> {
  const take = ['decisione', 'attore', 'decisa_il', 'applicata_il'];
  const clause = onKey(tx, 'identita_decise', { key: ['cod_comune', 'prima', 'seconda'], take });
  const riga = [codComune, prima, seconda, decisione, attore.slice(0, 80), now, null];
  await insertRows(tx, { table: 'identita_decise', columns: COLUMNS, clause }, [riga]);
}

/** Decisions that the rows do not follow yet. */
export async function decisioniDaSeguire(tx: Tx, codComune: string): Promise<DecisioneIdentita[]> {
  const sql = `SELECT prima, seconda, decisione FROM identita_decise
    WHERE cod_comune = ? AND applicata_il IS NULL ORDER BY decisa_il, prima, seconda LIMIT 50`;
  return tx.query<DecisioneIdentita>(sql, [codComune]);
}

/** The rows follow this decision now, unless another took its place meanwhile. */
export async function segnaSeguita(tx: Tx, codComune: string, d: DecisioneIdentita & { now: string }): Promise<void> {
  await tx.execute(
    'UPDATE identita_decise SET applicata_il = ? WHERE cod_comune = ? AND prima = ? AND seconda = ? AND decisione = ?',
    [d.now, codComune, d.prima, d.seconda, d.decisione],
  );
}
