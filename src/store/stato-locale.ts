/**
 * The projections: reading rows, and writing differences in a few statements however many rows they touch.
 * Law: applyChanges(a, diff(a, b)) = b. Every row carries `last_notifica_id`, which no comparison looks at.
 */
import {
  chiaveRiga,
  NOMI_TABELLE,
  type NomeTabella,
  type Riga,
  type RowChange,
  TABELLE,
  type Valore,
} from '../registri/righe.js';
import { chunks, insertRows, onKey, selectIn } from './sql.js';
import type { Param, Tx } from './tx.js';

/** A change and the notification that caused it (null: the calendar did). */
export interface CambioDaScrivere {
  readonly change: RowChange;
  readonly notificaId: number | null;
}

const colonneDi = (tabella: NomeTabella): readonly string[] => [
  ...TABELLE[tabella].chiave,
  ...TABELLE[tabella].colonne,
];

/** A key is never NULL in the database; the empty text stands for a part that is not known. */
function valori(tabella: NomeTabella, riga: Riga, colonne: readonly string[]): Param[] {
  const chiave: readonly string[] = TABELLE[tabella].chiave;
  return colonne.map((c): Param => riga[c] ?? (chiave.includes(c) ? '' : null));
}

function assertColonna(tabella: NomeTabella, colonna: string): void {
  if (!colonneDi(tabella).includes(colonna)) throw new Error(`${tabella} has no column ${colonna}`);
}

/** Rows of a table whose column has one of the values, without `cod_comune` and `last_notifica_id`. */
export async function righeDi(
  tx: Tx,
  codComune: string,
  {
    tabella,
    colonna,
    valori,
  }: { readonly tabella: NomeTabella; readonly colonna: string; readonly valori: readonly Valore[] },
): Promise<Riga[]> {
  assertColonna(tabella, colonna);
  return selectIn<Riga>(
    tx,
    `SELECT ${colonneDi(tabella).join(', ')} FROM ${tabella} WHERE cod_comune = ? AND ${colonna} IN :in`,
    { before: [codComune], values: valori },
  );
}

interface Finale {
  readonly riga: Riga | null;
  /** A row with the key to delete, or to overwrite. */
  readonly chiave: Riga;
  readonly notificaId: number | null;
}

/** What is left of the changes of one table: the last word on every key. */
function ultimeParole(tabella: NomeTabella, cambi: readonly CambioDaScrivere[]): Finale[] {
  const perChiave = new Map<string, Finale>();
  for (const { change, notificaId } of cambi) {
    if (change.prima !== null)
      perChiave.set(chiaveRiga(tabella, change.prima), { riga: null, chiave: change.prima, notificaId });
    if (change.dopo !== null)
      perChiave.set(chiaveRiga(tabella, change.dopo), { riga: change.dopo, chiave: change.dopo, notificaId });
  }
  return [...perChiave.values()];
}

async function cancella(
  tx: Tx,
  codComune: string,
  cosa: { tabella: NomeTabella; righe: readonly Riga[] },
): Promise<void> {
  const { chiave } = TABELLE[cosa.tabella];
  const una = `(${chiave.map((c) => `${c} = ?`).join(' AND ')})`;
  for (const parte of chunks(cosa.righe, 100)) {
    await tx.execute(`DELETE FROM ${cosa.tabella} WHERE cod_comune = ? AND (${parte.map(() => una).join(' OR ')})`, [
      codComune,
      ...parte.flatMap((r) => valori(cosa.tabella, r, chiave)),
    ]);
  }
}

async function scrivi(
  tx: Tx,
  codComune: string,
  cosa: { tabella: NomeTabella; finali: readonly Finale[] },
): Promise<void> {
  const { tabella, finali } = cosa;
  const colonne = colonneDi(tabella);
  const clause = onKey(tx, tabella, {
    key: ['cod_comune', ...TABELLE[tabella].chiave],
    take: [...TABELLE[tabella].colonne, 'last_notifica_id'],
  });
  const rows = finali.map((f): Param[] => [codComune, ...valori(tabella, f.riga ?? f.chiave, colonne), f.notificaId]);
  await insertRows(tx, { table: tabella, columns: ['cod_comune', ...colonne, 'last_notifica_id'], clause }, rows);
}

/** Writes the differences, grouped by table; where several speak of one row the last one counts. */
export async function applicaCambi(tx: Tx, codComune: string, cambi: readonly CambioDaScrivere[]): Promise<void> {
  for (const tabella of NOMI_TABELLE) {
    const suoi = cambi.filter((c) => c.change.tabella === tabella);
    if (suoi.length === 0) continue;
    const finali = ultimeParole(tabella, suoi);
    const via = finali.filter((f) => f.riga === null).map((f) => f.chiave);
    await cancella(tx, codComune, { tabella, righe: via });
    await scrivi(tx, codComune, { tabella, finali: finali.filter((f) => f.riga !== null) });
  }
}

/** A page of a table in the order of its key: `dopo` is the last row of the page before. */
export async function tutteLeRighe(
  tx: Tx,
  codComune: string,
  { tabella, dopo, limit }: { readonly tabella: NomeTabella; readonly dopo?: Riga; readonly limit: number },
): Promise<Riga[]> {
  const { chiave } = TABELLE[tabella];
  // The comparison of rows alone would be right, but MySQL uses no index for it: the first column bounds the scan.
  const after =
    dopo === undefined
      ? ''
      : ` AND ${chiave[0]} >= ? AND (${chiave.join(', ')}) > (${chiave.map(() => '?').join(', ')})`;
  const bounds = dopo === undefined ? [] : valori(tabella, dopo, chiave);
  return tx.query<Riga>(
    `SELECT ${colonneDi(tabella).join(', ')} FROM ${tabella} WHERE cod_comune = ?${after}
     ORDER BY cod_comune, ${chiave.join(', ')} LIMIT ?`,
    [codComune, ...bounds.slice(0, 1), ...bounds, limit],
  );
}

/** Empties every projection of an ente: they can be folded again from the facts (law 4). */
export async function svuotaProiezioni(tx: Tx, codComune: string): Promise<void> {
  for (const tabella of NOMI_TABELLE) await tx.execute(`DELETE FROM ${tabella} WHERE cod_comune = ?`, [codComune]);
}
