/**
 * The variazioni as an office works them: listed by filters, locked with everything of the same object, closed once.
 * Invariant: a state moves on only from an open one (`chiusa_il IS NULL`), and whoever decides holds the lock on the chain.
 */
import { executeIn, selectIn } from './sql.js';
import type { Param, Tx } from './tx.js';

/** Which variazioni. `dal` is the calendar day or instant since which they are known. */
export interface FiltroVariazioni {
  readonly codComune?: string;
  readonly ufficio?: 'TRIBUTI' | 'ELETTORALE';
  /** TARI, IMU, RECAPITO, SOGGETTO, or the electoral list. */
  readonly ambito?: string;
  readonly tipo?: string;
  readonly stato?: string;
  /** Only those that nobody has closed. */
  readonly aperte?: true;
  readonly regola?: string;
  readonly dal?: string;
}

/** A line of the office's list; the values and the name are personal data. */
export interface VariazioneElencata {
  readonly id: number;
  readonly codComune: string;
  readonly ufficio: string;
  readonly ambito: string;
  readonly tipo: string;
  readonly campo: string;
  readonly oggetto: string;
  readonly motivo: string | null;
  readonly idSchedaANPR: string | null;
  readonly idFamigliaANPR: string | null;
  readonly decorrenza: string | null;
  readonly conosciutaIl: string;
  readonly stato: string;
  readonly idOperazioneANPR: string | null;
  readonly esitoMotivo: string | null;
  /** The rule of the comune that closed it: `APPLICA`, `AVVISA`, `IGNORA`. */
  readonly regola: string | null;
  /** What it means for the bills: from which day, the first year touched, 1 when that year's list is out already. */
  readonly effettoDal: string | null;
  readonly anno: number | null;
  readonly daConguagliare: number | null;
  /** The electoral round that takes it, and by when. */
  readonly revisione: string | null;
  readonly entroIl: string | null;
  readonly codiceFiscale: string | null;
  readonly cognome: string | null;
  readonly nome: string | null;
  readonly valorePrima: string | null;
  readonly valoreDopo: string | null;
}

function condizioni(f: FiltroVariazioni): { readonly sql: string; readonly params: Param[] } {
  const tutte: [string, Param | undefined][] = [
    ['v.cod_comune = ?', f.codComune],
    ['v.ufficio = ?', f.ufficio],
    ['v.ambito = ?', f.ambito],
    ['v.tipo = ?', f.tipo],
    ['v.stato = ?', f.stato],
    ['v.regola = ?', f.regola],
    ['v.conosciuta_il >= ?', f.dal],
  ];
  const usate = tutte.filter((c): c is [string, Param] => c[1] !== undefined);
  const aperte = f.aperte === true ? ' AND v.chiusa_il IS NULL' : '';
  return { sql: aperte + usate.map(([sql]) => ` AND ${sql}`).join(''), params: usate.map(([, p]) => p) };
}

/** A page of the list, by id. */
export async function elencaVariazioni(
  tx: Tx,
  filtro: FiltroVariazioni,
  { dopoId, limit }: { readonly dopoId?: number; readonly limit: number },
): Promise<VariazioneElencata[]> {
  const { sql, params } = condizioni(filtro);
  return tx.query<VariazioneElencata>(
    `SELECT v.id AS id, v.cod_comune AS codComune, v.ufficio AS ufficio, v.ambito AS ambito, v.tipo AS tipo,
       v.campo AS campo, v.oggetto AS oggetto, v.motivo AS motivo, a.id_scheda_anpr AS idSchedaANPR,
       v.id_famiglia_anpr AS idFamigliaANPR, v.decorrenza AS decorrenza, v.conosciuta_il AS conosciutaIl,
       v.stato AS stato, v.id_operazione_anpr AS idOperazioneANPR, v.esito_motivo AS esitoMotivo,
       v.regola AS regola, v.effetto_dal AS effettoDal, v.anno AS anno, v.da_conguagliare AS daConguagliare,
       v.revisione AS revisione, v.entro_il AS entroIl,
       a.codice_fiscale AS codiceFiscale, a.cognome AS cognome, a.nome AS nome,
       v.valore_prima AS valorePrima, v.valore_dopo AS valoreDopo
     FROM variazioni v LEFT JOIN anagrafe a ON a.cod_comune = v.cod_comune AND a.soggetto = v.soggetto
     WHERE v.id > ?${sql} ORDER BY v.id LIMIT ?`,
    [dopoId ?? 0, ...params, limit],
  );
}

/** Where a variazione stands: enough to decide whether it can be worked. */
export interface Anello {
  readonly id: number;
  readonly codComune: string;
  readonly ufficio: string;
  readonly oggetto: string;
  readonly campo: string;
  readonly tipo: string;
  readonly motivo: string | null;
  readonly stato: string;
  /** The electoral round that holds it. */
  readonly revisione: string | null;
}

const ANELLO = `SELECT v.id AS id, v.cod_comune AS codComune, v.ufficio AS ufficio, v.oggetto AS oggetto, v.campo AS campo,
  v.tipo AS tipo, v.motivo AS motivo, v.stato AS stato, v.revisione AS revisione FROM variazioni v`;

/** The variazioni with these ids. */
export function anelliPerId(tx: Tx, ids: readonly number[]): Promise<Anello[]> {
  return selectIn<Anello>(tx, `${ANELLO} WHERE v.id IN :in`, { values: ids });
}

/** The open variazioni that match. */
export function anelliAperti(tx: Tx, filtro: FiltroVariazioni): Promise<Anello[]> {
  const { sql, params } = condizioni(filtro);
  return tx.query<Anello>(`${ANELLO} WHERE v.chiusa_il IS NULL${sql} ORDER BY v.id`, params);
}

/** All variazioni of these objects, oldest first, held until the transaction ends: nobody adds to a chain meanwhile. */
export async function bloccaCatene(tx: Tx, codComune: string, oggetti: readonly string[]): Promise<Anello[]> {
  const blocco = tx.kind === 'sqlite' ? '' : ' FOR UPDATE';
  const righe = await selectIn<Anello>(tx, `${ANELLO} WHERE v.cod_comune = ? AND v.oggetto IN :in${blocco}`, {
    before: [codComune],
    values: oggetti,
  });
  return righe.sort((a, b) => a.id - b.id);
}

/** How an office closes variazioni. */
export interface Chiusura {
  readonly stato: string;
  readonly now: string;
  readonly attore: string;
  readonly motivo: string | null;
}

/** Closes those still open; returns how many there were. */
export function chiudiPerUfficio(tx: Tx, ids: readonly number[], c: Chiusura): Promise<number> {
  return executeIn(
    tx,
    `UPDATE variazioni SET stato = ?, chiusa_il = ?, esito_di = ?, esito_motivo = ?
     WHERE chiusa_il IS NULL AND id IN :in`,
    { before: [c.stato, c.now, c.attore.slice(0, 80), c.motivo?.slice(0, 240) ?? null], values: ids },
  );
}
