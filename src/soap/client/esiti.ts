/**
 * What the codes of ANPR's services mean: one table, and what becomes of an answer that carries them (spec D.1, G52–G68).
 * Invariant: a code is never recognised by its text, and no text of ANPR leaves this house: it may name people.
 */
import { voceDi } from '../../anpr/tabella.js';
import { TransientError } from '../../errors.js';
import { type ClasseRifiuto, RifiutoANPR } from './servizi.js';

/** Which question was answered: the same code means different things to different ones. */
export type Passo = 'ELENCO' | 'VERIFICA' | 'SCHEDA' | 'OPERAZIONE' | 'FILE' | 'PROVA';

/** Codes that are answers and not refusals. */
export type Valore = 'VUOTO' | 'NON_PRONTO' | 'PERDUTA';
type Significato = Valore | ClasseRifiuto | 'TRANSITORIO' | 'EN148';
type Riga = Partial<Record<Passo, Significato>> & { readonly ovunque?: Significato };

/** Whatever is not here is `APPLICATIVO`. */
export const TABELLA: Readonly<Record<string, Riga>> = {
  /** Elaborated, nothing matches (G58: at submission too). At 4005 also an unknown ticket, at 7002 also "not yet" (#2839). */
  EN122: { ELENCO: 'VUOTO', VERIFICA: 'VUOTO', SCHEDA: 'VUOTO', OPERAZIONE: 'VUOTO', FILE: 'NON_PRONTO' },
  /** Three meanings (G55), see `significatoEN148`. */
  EN148: { ELENCO: 'EN148', VERIFICA: 'EN148', FILE: 'NON_PRONTO' },
  /** A moment in ANPR's future (G54). */
  EHR16: { ovunque: 'OROLOGIO' },
  /** Too many occurrences (G63). */
  EN115: { ovunque: 'TROPPE_OCCORRENZE' },
  /** Period that begins where it ends, or after (G64). */
  EHR78: { ovunque: 'APPLICATIVO' },
  /** Identifiers of the comune as a criterion for notifications. */
  EHR63: { ovunque: 'APPLICATIVO' },
  /** Way of asking that ANPR02 withdrew. */
  EN379: { ovunque: 'APPLICATIVO' },
  EN493: { ovunque: 'APPLICATIVO' },
  EC021: { ovunque: 'APPLICATIVO' },
  /** "Servizio non disponibile", "Operazione non effettuabile" (G56). */
  '998': { ovunque: 'TRANSITORIO' },
  '999': { ovunque: 'TRANSITORIO' },
};

/** One entry of `listaErrori`; the text stays out. */
export interface ErroreANPR {
  readonly codice: string;
  /** `E` error, `W` warning; empty when ANPR does not say. */
  readonly tipo: string;
}

/** What is known around a refusal and tells the meanings of a code apart. */
export interface Contesto {
  readonly passo: Passo;
  /** The same number was already sent in this call, and the answer was lost on the way. */
  readonly ripetuta: boolean;
  /** The question reaches back beyond the 180 days that ANPR keeps. */
  readonly oltre180Giorni: boolean;
}

/** ANPR counts days on its calendar: near the limit the date is taken as the reason. */
const GIORNI_CONSERVATI = 180;
const MARGINE_GIORNI = 1;
const GIORNO_MS = 86_400_000;

/** Does a period begin where ANPR no longer looks? (ANPR05: only the last 180 days) */
export function isOltre180Giorni(dal: string | undefined, adessoANPR: Date): boolean {
  if (dal === undefined) return false;
  return Date.parse(dal) < adessoANPR.getTime() - (GIORNI_CONSERVATI - MARGINE_GIORNI) * GIORNO_MS;
}

/**
 * EN148 says three things, and only its text tells them apart. What we asked tells them apart as well: a repetition finds
 * its own first sending at work; a ticket that is verified and unknown is lost; a period too far back is too old. Where
 * nothing tells, the default is the one that loses nothing: somebody is at work on it, ask later with a new number.
 */
function significatoEN148(c: Contesto): Significato {
  if (c.ripetuta) return 'IN_ELABORAZIONE';
  if (c.passo === 'VERIFICA') return 'PERDUTA';
  return c.oltre180Giorni ? 'TROPPO_VECCHIO' : 'IN_ELABORAZIONE';
}

function significato(codice: string, c: Contesto): Significato {
  const riga = voceDi(TABELLA, codice);
  const trovato = riga?.[c.passo] ?? riga?.ovunque ?? 'APPLICATIVO';
  return trovato === 'EN148' ? significatoEN148(c) : trovato;
}

const isValore = (s: Significato): s is Valore => s === 'VUOTO' || s === 'NON_PRONTO' || s === 'PERDUTA';

/** What a refusal says, when it is an answer that ANPR is known to give. */
export interface Esito {
  readonly valore: Valore;
  readonly codice: string;
}

/**
 * What a `rispostaKO` means to whoever asked.
 * @throws TransientError 998, 999; RifiutoANPR any other code that is not a value
 */
export function esitoDi(errori: readonly ErroreANPR[], c: Contesto): Esito {
  // Warnings beside an error (EN148 about idANPR beside EN122, #4568) explain it and are not it.
  const gravi = errori.some((e) => e.tipo !== 'W') ? errori.filter((e) => e.tipo !== 'W') : errori;
  const codici = gravi.map((e) => e.codice);
  const significati = codici.map((codice) => significato(codice, c));
  const [primo] = significati;
  if (primo !== undefined && isValore(primo) && significati.every((s) => s === primo)) {
    return { valore: primo, codice: codici[0] ?? '' };
  }
  const elenco = codici.join(', ') || 'senza codice';
  if (significati.includes('TRANSITORIO')) throw new TransientError(`ANPR al momento non risponde (${elenco})`);
  const classe = significati.find(
    (s): s is ClasseRifiuto => !isValore(s) && s !== 'APPLICATIVO' && s !== 'EN148' && s !== 'TRANSITORIO',
  );
  throw new RifiutoANPR(classe ?? 'APPLICATIVO', codici, `ANPR rifiuta la richiesta (${elenco})`);
}
