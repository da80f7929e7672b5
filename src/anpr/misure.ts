/**
 * How long the values of a fact may be: as long as the columns of the registers hold, whatever engine keeps them.
 * Invariant: pure; a fact within these lengths can be written on every engine, one beyond them on none. Nothing is cut: whoever
 * meets a longer value keeps the whole message and says so.
 */
import type { Fatto } from './fatto.js';
import { formatIndirizzo } from './indirizzo.js';
import type { DatiSoggetto } from './soggetto.js';

/** A value that is too long: its field, in ANPR's words, and the lengths in characters. */
export interface Eccesso {
  readonly campo: string;
  readonly lunghezza: number;
  readonly massimo: number;
}

/** Codes, flags, dates. */
const CODICE = 10;
/** Names of places and parts of an address that have no column of their own. */
const PREDEFINITA = 200;

/** Field → characters of its narrowest column; `lettera` and `esponente` share one. */
const MASSIMI: ReadonlyMap<string, number> = new Map(
  Object.entries({
    idSchedaSoggettoANPR: 30,
    idANPR: 30,
    idFamigliaConvivenzaANPR: 30,
    idOperazioneANPR: 64,
    codiceFiscale: 16,
    cognome: 200,
    nome: 200,
    luogoNascita: 400,
    denominazioneConvivenza: 400,
    tutoreIntestatario: 400,
    descrizione: 400,
    specieConvivenza: 200,
    domicilioDigitale: 300,
    cap: 20,
    specie: 100,
    civico: 40,
    lettera: 90,
    esponente: 90,
    codiceConsolato: 20,
    siglaProvincia: CODICE,
    sesso: CODICE,
    validitaCF: CODICE,
    comuneNascita: CODICE,
    statoNascita: CODICE,
    codiceStato: CODICE,
    codiceIstat: CODICE,
    statoCivile: CODICE,
    tipoIndirizzo: CODICE,
    tipoScheda: CODICE,
    tipoLegame: CODICE,
    codiceLegame: CODICE,
    tipoSoggiorno: CODICE,
    motivoIscrizione: CODICE,
    motivoIscrizioneAIRE: CODICE,
    motivoCancellazione: CODICE,
  }),
);

/** Columns made of several values: an address on one line, the citizenships of one person. */
const INDIRIZZO = 1000;
const CITTADINANZE = 200;

const isOggetto = (v: unknown): v is object => typeof v === 'object' && v !== null;
/** Upper case, because columns hold it where it is longer (`ß`). */
const misura = (v: string): number => Math.max(v.length, v.toUpperCase().length);

function visita(valore: object, campo: string, trovati: Eccesso[]): void {
  for (const [nome, v] of Object.entries(valore)) {
    const qui = Array.isArray(valore) ? campo : nome;
    if (isOggetto(v)) visita(v, qui, trovati);
    else if (typeof v === 'string')
      aggiungi(trovati, qui, { lunghezza: misura(v), massimo: MASSIMI.get(qui) ?? PREDEFINITA });
  }
}

function aggiungi(trovati: Eccesso[], campo: string, l: Omit<Eccesso, 'campo'>): void {
  if (l.lunghezza > l.massimo) trovati.push({ campo, ...l });
}

/** What in a fact is longer than the registers can hold; empty for every message that ANPR's schemas allow. */
export function eccessi({ idOperazioneANPR, dati }: Fatto): Eccesso[] {
  const trovati: Eccesso[] = [];
  if (idOperazioneANPR !== undefined) visita({ idOperazioneANPR }, '', trovati);
  return [...trovati, ...eccessiDi(dati)];
}

/** The same of what is said about one person. */
export function eccessiDi(dati: DatiSoggetto): Eccesso[] {
  const trovati: Eccesso[] = [];
  visita(dati, '', trovati);
  for (const { indirizzo } of dati.residenze ?? [])
    aggiungi(trovati, 'indirizzo', { lunghezza: formatIndirizzo(indirizzo).length, massimo: INDIRIZZO });
  const codici = [...new Set((dati.cittadinanze ?? []).map((c) => c.codiceStato))].join(' ');
  aggiungi(trovati, 'cittadinanza', { lunghezza: codici.length, massimo: CITTADINANZE });
  return trovati;
}
