/**
 * Whom a comparison with ANPR is about: who was touched lately, who comes next in the rolling sample, everybody.
 * Invariant: only reads; people in the order of their key, so that a bookmark is a key.
 */
import { executeIn, selectIn } from './sql.js';
import type { Tx } from './tx.js';

/** A person as ANPR can be asked for: the key of its rows and its identifiers, null where not known. */
export interface Conosciuto {
  readonly soggetto: string;
  readonly scheda: string | null;
  readonly idANPR: string | null;
  readonly codiceFiscale: string | null;
  /** APR, AIRE, or null: not registered here any more. */
  readonly registro: string | null;
}

const COLONNE = `a.soggetto, a.id_scheda_anpr AS scheda, a.id_anpr AS idANPR, a.codice_fiscale AS codiceFiscale, a.registro`;

/** People whose rows were changed by what was applied from `dal` on, those just read in ANPR left out. */
export async function toccatiDal(
  tx: Tx,
  codComune: string,
  { dal, limit }: { readonly dal: string; readonly limit: number },
): Promise<Conosciuto[]> {
  return tx.query<Conosciuto>(
    `SELECT ${COLONNE} FROM anagrafe a JOIN notifiche n ON n.id = a.last_notifica_id
     WHERE a.cod_comune = ? AND n.lavorata_il >= ? AND n.tipo_notifica <> '3002' ORDER BY a.soggetto LIMIT ?`,
    [codComune, dal, limit],
  );
}

/** A page of everybody alive, registered here or not any more, after a key. */
export async function conosciutiDopo(
  tx: Tx,
  codComune: string,
  { dopo, limit, soloIscritti }: { readonly dopo: string; readonly limit: number; readonly soloIscritti?: boolean },
): Promise<Conosciuto[]> {
  const solo = soloIscritti === true ? 'a.registro IS NOT NULL' : 'a.data_decesso IS NULL';
  return tx.query<Conosciuto>(
    `SELECT ${COLONNE} FROM anagrafe a WHERE a.cod_comune = ? AND a.soggetto > ? AND ${solo}
     ORDER BY a.soggetto LIMIT ?`,
    [codComune, dopo, limit],
  );
}

/** The people with these keys; whoever has no row is left out. */
export async function conosciuti(tx: Tx, codComune: string, soggetti: readonly string[]): Promise<Conosciuto[]> {
  return selectIn<Conosciuto>(tx, `SELECT ${COLONNE} FROM anagrafe a WHERE a.cod_comune = ? AND a.soggetto IN :in`, {
    before: [codComune],
    values: soggetti,
  });
}

/** How many are registered here. */
export async function quantiIscritti(tx: Tx, codComune: string): Promise<number> {
  const [riga] = await tx.query<{ n: number }>(
    'SELECT COUNT(*) AS n FROM anagrafe WHERE cod_comune = ? AND registro IS NOT NULL',
    [codComune],
  );
  return riga?.n ?? 0;
}

/** Objects with an open anomaly of one of the rules, oldest first. */
export async function oggettiAperti(
  tx: Tx,
  codComune: string,
  { regole, limit }: { readonly regole: readonly string[]; readonly limit: number },
): Promise<string[]> {
  const aperte = await selectIn<{ oggetto: string; id: number }>(
    tx,
    'SELECT oggetto, id FROM anomalie WHERE cod_comune = ? AND aperta = 1 AND regola IN :in',
    { before: [codComune], values: regole },
  );
  const perId = aperte.toSorted((a, b) => a.id - b.id).map((a) => a.oggetto);
  return [...new Set(perId)].slice(0, limit);
}

/** Notifications of the ente that are due and wait to be applied. */
export async function inCoda(tx: Tx, codici: readonly string[], now: string): Promise<number> {
  const righe = await selectIn<{ n: number }>(
    tx,
    `SELECT COUNT(*) AS n FROM notifiche WHERE stato = 'pending' AND prossimo_tentativo_il <= ? AND cod_destinatario IN :in`,
    { before: [now], values: codici },
  );
  return righe.reduce((somma, r) => somma + r.n, 0);
}

/** Takes the description of open anomalies up to date: the same object may differ in other columns than before. */
export async function descriviAnomalia(
  tx: Tx,
  quale: { readonly codComune: string; readonly regola: string; readonly oggetto: string },
  descrizione: string,
): Promise<void> {
  await executeIn(
    tx,
    'UPDATE anomalie SET descrizione = ? WHERE aperta = 1 AND cod_comune = ? AND regola = ? AND oggetto IN :in',
    { before: [descrizione.slice(0, 1000), quale.codComune, quale.regola], values: [quale.oggetto] },
  );
}

/** Keys of the people that notifications of these operations, applied from `dal` on, speak of. */
export async function chiaviApplicateDal(
  tx: Tx,
  codComune: string,
  { dal, operazioni }: { readonly dal: string; readonly operazioni: readonly string[] },
): Promise<string[]> {
  const righe = await selectIn<{ chiave: string }>(
    tx,
    `SELECT DISTINCT k.chiave FROM notifiche n
     JOIN fatti f ON f.notifica_id = n.id JOIN fatti_chiavi k ON k.fatto_id = f.id
     WHERE n.stato = 'applied' AND n.contenuto_rimosso_il IS NULL AND n.lavorata_il >= ? AND f.cod_comune = ?
       AND n.operazione IN :in`,
    { before: [dal, codComune], values: operazioni },
  );
  return righe.map((r) => r.chiave);
}
