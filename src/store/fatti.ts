/**
 * The facts: append only, found by the identifiers of whom they speak.
 * Invariant: a fact's id is its notification and its place in it, so applying a notification again replaces its own
 * facts and never doubles them.
 */
import { chiaviDi, type Fatto } from '../anpr/fatto.js';
import { executeIn, insertRows, onKey, selectIn } from './sql.js';
import type { Param, Tx } from './tx.js';

/** A fact and the inbox row that carried it. */
export interface FattoDaInserire {
  readonly notificaId: number;
  readonly fatto: Fatto;
}

export interface FattoConservato extends FattoDaInserire {
  /** `<notificaId>.<place in the notification>` */
  readonly id: string;
}

const FATTI = {
  table: 'fatti',
  columns: [
    'id',
    'cod_comune',
    'notifica_id',
    'indice',
    'tipo',
    'operazione',
    'id_operazione_anpr',
    'momento',
    'corpo',
  ],
};
const CHIAVI = { table: 'fatti_chiavi', columns: ['cod_comune', 'chiave', 'fatto_id'] };

/** Columns beside `corpo` serve the eye and the query; the fact itself is the JSON, whole. */
function riga(codComune: string, { notificaId, fatto }: FattoDaInserire, indice: number): Param[] {
  return [
    `${notificaId}.${indice}`,
    codComune,
    notificaId,
    indice,
    fatto.tipo,
    fatto.operazione.slice(0, 20),
    fatto.idOperazioneANPR?.slice(0, 64) ?? null,
    fatto.momento?.slice(0, 40) ?? null,
    JSON.stringify(fatto),
  ];
}

/**
 * Inserts the facts of notifications that have none yet; the place of a fact is its place among those of the same
 * notification in this call, so pass all facts of a notification together.
 */
export async function inserisciFatti(tx: Tx, codComune: string, fatti: readonly FattoDaInserire[]): Promise<void> {
  const posti = new Map<number, number>();
  const righe: Param[][] = [];
  const chiavi: Param[][] = [];
  for (const voce of fatti) {
    const indice = posti.get(voce.notificaId) ?? 0;
    posti.set(voce.notificaId, indice + 1);
    righe.push(riga(codComune, voce, indice));
    for (const chiave of new Set(chiaviDi(voce.fatto)))
      chiavi.push([codComune, chiave, `${voce.notificaId}.${indice}`]);
  }
  await insertRows(tx, FATTI, righe);
  // A key whose fact was lost is still there when the fact comes back.
  const clause = onKey(tx, CHIAVI.table, { key: CHIAVI.columns, take: [] });
  await insertRows(tx, { ...CHIAVI, clause }, chiavi);
}

/** Takes away the facts of notifications that are about to be applied again. */
export async function togliFatti(tx: Tx, notificaIds: readonly number[]): Promise<void> {
  const rows = await selectIn<{ id: string }>(tx, 'SELECT id FROM fatti WHERE notifica_id IN :in', {
    values: notificaIds,
  });
  const ids = rows.map((r) => r.id);
  await executeIn(tx, 'DELETE FROM fatti_chiavi WHERE fatto_id IN :in', { values: ids });
  await executeIn(tx, 'DELETE FROM fatti WHERE id IN :in', { values: ids });
}

/** The notifications' facts become exactly these: safe on the first application and on every later one. */
export async function sostituisciFatti(
  tx: Tx,
  codComune: string,
  perNotifica: ReadonlyMap<number, readonly Fatto[]>,
): Promise<void> {
  await togliFatti(tx, [...perNotifica.keys()]);
  const voci: FattoDaInserire[] = [];
  for (const [notificaId, fatti] of perNotifica) for (const fatto of fatti) voci.push({ notificaId, fatto });
  await inserisciFatti(tx, codComune, voci);
}

/** One notification's facts become exactly these. */
export async function sostituisci(
  tx: Tx,
  codComune: string,
  { notificaId, fatti }: { readonly notificaId: number; readonly fatti: readonly Fatto[] },
): Promise<void> {
  return sostituisciFatti(tx, codComune, new Map([[notificaId, fatti]]));
}

interface RigaFatto {
  id: string;
  notifica_id: number;
  corpo: string;
}

const daRiga = (r: RigaFatto): FattoConservato => ({
  id: r.id,
  notificaId: r.notifica_id,
  fatto: JSON.parse(r.corpo) as Fatto,
});

/**
 * All facts connected with the keys: those that have one of them, those that share a key with these, and so on until
 * nothing is added. Two round trips per step of the connection, usually two or three steps however many keys.
 * The facts come in no particular order: `registri/ordine.ts` orders them.
 */
export async function fattiConnessi(tx: Tx, codComune: string, chiavi: readonly string[]): Promise<FattoConservato[]> {
  const trovati = new Map<string, FattoConservato>();
  const note = new Set(chiavi);
  let nuove = [...note];
  while (nuove.length > 0) {
    const ids = await selectIn<{ fatto_id: string }>(
      tx,
      'SELECT fatto_id FROM fatti_chiavi WHERE cod_comune = ? AND chiave IN :in',
      { before: [codComune], values: nuove },
    );
    const daLeggere = ids.map((r) => r.fatto_id).filter((id) => !trovati.has(id));
    const righe = await selectIn<RigaFatto>(tx, 'SELECT id, notifica_id, corpo FROM fatti WHERE id IN :in', {
      values: daLeggere,
    });
    nuove = [];
    for (const fatto of righe.map(daRiga)) {
      trovati.set(fatto.id, fatto);
      for (const chiave of chiaviDi(fatto.fatto)) {
        if (note.has(chiave)) continue;
        note.add(chiave);
        nuove.push(chiave);
      }
    }
  }
  return [...trovati.values()];
}

/** The facts of one notification, in its order. */
export async function fattiDi(tx: Tx, notificaId: number): Promise<FattoConservato[]> {
  const righe = await tx.query<RigaFatto>(
    'SELECT id, notifica_id, corpo FROM fatti WHERE notifica_id = ? ORDER BY indice',
    [notificaId],
  );
  return righe.map(daRiga);
}

/** A page of all keys of an ente, in order: to walk every entity when rebuilding. */
export async function chiaviTutte(
  tx: Tx,
  codComune: string,
  { dopo, limit }: { readonly dopo?: string; readonly limit: number },
): Promise<string[]> {
  const rows = await tx.query<{ chiave: string }>(
    'SELECT DISTINCT chiave FROM fatti_chiavi WHERE cod_comune = ? AND chiave > ? ORDER BY chiave LIMIT ?',
    [codComune, dopo ?? '', limit],
  );
  return rows.map((r) => r.chiave);
}

/** The keys given and every other key of the facts that have one of them. */
export async function chiaviTutteDi(tx: Tx, codComune: string, chiavi: readonly string[]): Promise<string[]> {
  const connessi = await fattiConnessi(tx, codComune, chiavi);
  return [...new Set([...chiavi, ...connessi.flatMap((c) => chiaviDi(c.fatto))])];
}
