/** The stradario as stored: data of the office, imported whole. Invariant: what is stored passed every check. */
import type { Tratto } from '../registri/stradario.js';
import { insertRows, selectIn } from './sql.js';
import type { Tx } from './tx.js';

/** Puts this stradario in the place of the one of the ente. */
export async function sostituisciStradario(tx: Tx, codComune: string, tratti: readonly Tratto[]): Promise<void> {
  await tx.execute('DELETE FROM elettorale_stradario WHERE cod_comune = ?', [codComune]);
  const columns = ['cod_comune', 'via', 'lato', 'dal', 'al', 'sezione'];
  const righe = tratti.map((t) => [codComune, t.via, t.lato, t.dal, t.al, t.sezione]);
  if (righe.length > 0) await insertRows(tx, { table: 'elettorale_stradario', columns }, righe);
}

/** The stretches of these streets (normalised names). */
export async function trattiDi(tx: Tx, codComune: string, vie: readonly string[]): Promise<Tratto[]> {
  const sql = 'SELECT via, lato, dal, al, sezione FROM elettorale_stradario WHERE cod_comune = ? AND via IN :in';
  return selectIn<Tratto>(tx, sql, { before: [codComune], values: vie });
}

/** How many streets and stretches the ente has, and how many sections they name. */
export async function contaStradario(
  tx: Tx,
  codComune: string,
): Promise<{ vie: number; tratti: number; sezioni: number }> {
  const [row] = await tx.query<{ vie: number; tratti: number; sezioni: number }>(
    `SELECT COUNT(DISTINCT via) AS vie, COUNT(*) AS tratti, COUNT(DISTINCT sezione) AS sezioni
     FROM elettorale_stradario WHERE cod_comune = ?`,
    [codComune],
  );
  return { vie: row?.vie ?? 0, tratti: row?.tratti ?? 0, sezioni: row?.sezioni ?? 0 };
}

/** The official section of these people, by `<soggetto>|<lista>`. */
export async function sezioniUfficiali(
  tx: Tx,
  codComune: string,
  soggetti: readonly string[],
): Promise<Map<string, string>> {
  const rows = await selectIn<{ soggetto: string; lista: string; sezione: string | null }>(
    tx,
    'SELECT soggetto, lista, sezione FROM elettorale_elettori WHERE cod_comune = ? AND soggetto IN :in',
    { before: [codComune], values: soggetti },
  );
  const note = new Map<string, string>();
  for (const r of rows) if (r.sezione !== null) note.set(`${r.soggetto}|${r.lista}`, r.sezione);
  return note;
}
