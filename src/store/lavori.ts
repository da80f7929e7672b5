/** Bookmarks of the periodic jobs: how far each got. Invariant: one value per name, written with the work it marks. */
import { insertRows, onKey } from './sql.js';
import type { Tx } from './tx.js';

/** The bookmark of a job; undefined before its first run. */
export async function leggiStatoLavoro(tx: Tx, nome: string): Promise<string | undefined> {
  const [row] = await tx.query<{ valore: string }>('SELECT valore FROM stato_lavori WHERE nome = ?', [nome]);
  return row?.valore;
}

/** Sets the bookmark of a job. */
export async function scriviStatoLavoro(
  tx: Tx,
  nome: string,
  { valore, now }: { readonly valore: string; readonly now: string },
): Promise<void> {
  const clause = onKey(tx, 'stato_lavori', { key: ['nome'], take: ['valore', 'aggiornato_il'] });
  await insertRows(tx, { table: 'stato_lavori', columns: ['nome', 'valore', 'aggiornato_il'], clause }, [
    [nome, valore, now],
  ]);
}
