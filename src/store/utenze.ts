/**
 * TARI users of the office: the list as last imported, and what each is matched with.
 * Invariant: an import is one transaction; a user that is not in the last list stays, marked as no longer there.
 */
import type { Candidato, StatoAbbinamento } from '../registri/utenze.js';
import type { Utenza } from '../registri/utenze-csv.js';
import { insertRows, onKey } from './sql.js';
import type { Param, Tx } from './tx.js';

/** What the machine found, or what a person decided (`NESSUNA`: nobody registered lives there). */
export type StatoUtenza = StatoAbbinamento | 'CONFERMATA' | 'NESSUNA';
export const DECISE: ReadonlySet<StatoUtenza> = new Set(['CONFERMATA', 'NESSUNA']);

export interface UtenzaConservata extends Utenza {
  readonly presente: number;
  readonly stato: StatoUtenza;
  readonly idFamiglia: string | null;
  readonly punteggio: number;
  readonly decisoDa: string | null;
  readonly decisoIl: string | null;
}

const SELECT = `SELECT codice, codice_fiscale AS codiceFiscale, indirizzo, categoria, presente, stato,
  id_famiglia_anpr AS idFamiglia, punteggio, deciso_da AS decisoDa, deciso_il AS decisoIl FROM tari_utenze
  WHERE cod_comune = ?`;

/** Every user of the ente, by code. */
export async function leggiUtenzeConservate(tx: Tx, codComune: string): Promise<Map<string, UtenzaConservata>> {
  const righe = await tx.query<UtenzaConservata>(`${SELECT} ORDER BY codice`, [codComune]);
  return new Map(righe.map((u) => [u.codice, u]));
}

/** Users in this state, worst score first. */
export async function utenzePerStato(
  tx: Tx,
  codComune: string,
  { stato, limit }: { readonly stato: StatoUtenza; readonly limit: number },
): Promise<UtenzaConservata[]> {
  const sql = `${SELECT} AND presente = 1 AND stato = ? ORDER BY punteggio, codice LIMIT ?`;
  return tx.query<UtenzaConservata>(sql, [codComune, stato, limit]);
}

const COLONNE = [
  'codice_fiscale',
  'indirizzo',
  'categoria',
  'presente',
  'importata_il',
  'stato',
  'id_famiglia_anpr',
  'punteggio',
  'deciso_da',
  'deciso_il',
];

/** Inserts or updates users by code. */
export async function scriviUtenze(
  tx: Tx,
  codComune: string,
  { utenze, now }: { readonly utenze: readonly UtenzaConservata[]; readonly now: string },
): Promise<void> {
  if (utenze.length === 0) return;
  const clause = onKey(tx, 'tari_utenze', { key: ['cod_comune', 'codice'], take: COLONNE });
  const righe = utenze.map((u): Param[] => [
    codComune,
    u.codice,
    u.codiceFiscale,
    u.indirizzo,
    u.categoria,
    u.presente,
    now,
    u.stato,
    u.idFamiglia,
    u.punteggio,
    u.decisoDa,
    u.decisoIl,
  ]);
  await insertRows(tx, { table: 'tari_utenze', columns: ['cod_comune', 'codice', ...COLONNE], clause }, righe);
}

/** The households that a user may be matched with, with the codici fiscali of who lives there. */
export async function leggiCandidati(tx: Tx, codComune: string): Promise<Candidato[]> {
  const nuclei = await tx.query<{ idFamiglia: string; indirizzo: string | null }>(
    'SELECT id_famiglia_anpr AS idFamiglia, indirizzo FROM tributi_nuclei WHERE cod_comune = ?',
    [codComune],
  );
  const membri = new Map(nuclei.map((n) => [n.idFamiglia, [] as string[]]));
  const persone = await tx.query<{ idFamiglia: string; codiceFiscale: string }>(
    `SELECT id_famiglia_anpr AS idFamiglia, codice_fiscale AS codiceFiscale FROM anagrafe
     WHERE cod_comune = ? AND registro = 'APR' AND id_famiglia_anpr IS NOT NULL AND codice_fiscale IS NOT NULL`,
    [codComune],
  );
  for (const p of persone) membri.get(p.idFamiglia)?.push(p.codiceFiscale);
  const nomi = await nomiDiPrima(tx, codComune);
  return nuclei.map((n) => {
    const giaDetto = nomi.get(n.indirizzo ?? '');
    return { ...n, membri: membri.get(n.idFamiglia) ?? [], ...(giaDetto !== undefined && { giaDetto }) };
  });
}

/** How each place of a renamed street was called, by its address of today: whoever lives or lived there may tell. */
async function nomiDiPrima(tx: Tx, codComune: string): Promise<Map<string, string[]>> {
  const rinominati = await tx.query<{ indirizzo: string; giaDetto: string }>(
    `SELECT DISTINCT indirizzo, gia_detto AS giaDetto FROM residenze
     WHERE cod_comune = ? AND gia_detto IS NOT NULL AND indirizzo IS NOT NULL`,
    [codComune],
  );
  const nomi = new Map<string, Set<string>>();
  for (const { indirizzo, giaDetto } of rinominati)
    nomi.set(indirizzo, new Set([...(nomi.get(indirizzo) ?? []), ...giaDetto.split('\n')]));
  return new Map([...nomi].map(([indirizzo, detti]) => [indirizzo, [...detti].sort()]));
}
