/**
 * Which household lives in the dwelling of a TARI user: a score between the office's address and holder and what ANPR says.
 * Invariant: pure and symmetric in the order of candidates; only a clear winner is taken, every doubt is left to a person (E.9).
 */
import { confrontaId } from './ordine.js';
import { leggiStrada, type Strada, somiglianzaStrade } from './somiglianza.js';
import type { Utenza } from './utenze-csv.js';

/** A household that might live there. */
export interface Candidato {
  readonly idFamiglia: string;
  readonly indirizzo: string | null;
  /** How that place was called before its street was renamed: the office may still write it so. */
  readonly giaDetto?: readonly string[];
  /** Codici fiscali of its members. */
  readonly membri: readonly string[];
  /** Its addresses taken to pieces, where that was done before. */
  readonly strade?: readonly Strada[];
}

export type StatoAbbinamento =
  /** One clear winner. */
  | 'ABBINATA'
  /** Somebody must look. */
  | 'DUBBIA'
  /** Nobody registered resembles it: empty, second home, non-resident. */
  | 'SENZA';

export interface Abbinamento {
  readonly stato: StatoAbbinamento;
  /** The best candidate, also of a doubt. */
  readonly idFamiglia: string | null;
  /** 0–100: up to 60 for the address, 40 for the holder being one of the household. */
  readonly punteggio: number;
}

const PUNTI_INDIRIZZO = 60;
const PUNTI_INTESTATARIO = 40;
/** Holder in the household and the address but for a detail. */
const SICURO = 85;
/** The second best must be this far: two families in one dwelling are a doubt unless the holder is in one of them. */
const DISTACCO = 20;
/** Less than the holder living elsewhere, or a good address without the holder, is no resemblance. */
const DUBBIO = 40;

/** The addresses of a household taken to pieces, that of today first. */
export const stradeDi = ({ indirizzo, giaDetto = [] }: Candidato): Strada[] =>
  indirizzo === null ? [] : [indirizzo, ...giaDetto].map(leggiStrada);

/** Score of one candidate, 0–100. */
export function punteggioDi(utenza: Utenza, candidato: Candidato, di = leggiStrada(utenza.indirizzo)): number {
  const indirizzo = Math.max(0, ...(candidato.strade ?? stradeDi(candidato)).map((s) => somiglianzaStrade(di, s)));
  const intestatario = candidato.membri.includes(utenza.codiceFiscale) ? PUNTI_INTESTATARIO : 0;
  return Math.round(PUNTI_INDIRIZZO * indirizzo + intestatario);
}

/** Chooses among the candidates; of two with the same score the one with the lower family id is shown, as a doubt. */
export function abbina(utenza: Utenza, candidati: readonly Candidato[]): Abbinamento {
  const strada = leggiStrada(utenza.indirizzo);
  const ordinati = candidati
    .map((c) => ({ idFamiglia: c.idFamiglia, punteggio: punteggioDi(utenza, c, strada) }))
    .sort((a, b) => b.punteggio - a.punteggio || confrontaId(a.idFamiglia, b.idFamiglia));
  const [migliore, secondo] = ordinati;
  if (migliore === undefined || migliore.punteggio < DUBBIO)
    return { stato: 'SENZA', idFamiglia: null, punteggio: migliore?.punteggio ?? 0 };
  const sicuro = migliore.punteggio >= SICURO && migliore.punteggio - (secondo?.punteggio ?? 0) >= DISTACCO;
  return { stato: sicuro ? 'ABBINATA' : 'DUBBIA', ...migliore };
}
