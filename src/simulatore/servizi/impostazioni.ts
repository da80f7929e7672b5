/**
 * How the fictitious services behave: delays, sizes, forms, bad days. Everything off by default is a misbehaviour.
 * Invariant: durations are on the services' own clock, so that a test or a trial may compress hours into seconds.
 */

/** A bad day of the services; instants ISO-8601 UTC, `al` excluded. */
export interface Disservizio {
  readonly dal: string;
  readonly al: string;
  /**
   * `FERMO`: lists asked for stay in state 1, with a date that moves, until the end (G52). `PERDE`: they are lost, EN148 (G53, G55).
   * `FALLISCE`, `TERMINA`: state 3, state 99. `998`, `999`: every call is refused (G56).
   */
  readonly effetto: 'FERMO' | 'PERDE' | 'FALLISCE' | 'TERMINA' | '998' | '999';
}

export interface ImpostazioniServizi {
  /** A list is ready so long after it was asked for; usually an hour, at most a day (#2352). */
  readonly attesaMs: number;
  /** The estimate given at once; when it is wrong it moves on by `passoMs` at each check. */
  readonly stimaMs: number;
  readonly passoMs: number;
  /** Lists of NA** have a queue of their own: at most a quarter of an hour (8.2.5). */
  readonly attesaNAMs: number;
  /** A file of 7002 is ready so long after it was asked for. */
  readonly attesaFileMs: number;
  /** Items in one part of an answer; the real number is not known (K.8). */
  readonly vociPerProgressivo: number;
  /** Over so many occurrences the list is refused: EN115. */
  readonly maxOccorrenze: number;
  /** Where an empty list is said: at once without a ticket (G58), or when the list is asked after. */
  readonly vuoto: 'ALLA_RICHIESTA' | 'ALLA_VERIFICA' | 'A_CASO';
  /** Share of contents compressed; the others are clear XML (G68). */
  readonly quotaGz: number;
  /** Share of items of one list without content (G36), or with an empty document compressed (G35): another list has it. */
  readonly quotaVuote: number;
  readonly quotaGzVuoti: number;
  /** Share of notifications that no list has though ANPR has them, and 3003 finds (G60). */
  readonly quotaNascoste: number;
  /** Share of calls refused with 999 though nothing is wrong. */
  readonly quota999: number;
  /** True: whatever NA code is asked, all of them come (G59). */
  readonly naIndistinte: boolean;
  /** True: 3003 finds a notification but gives no content (#1295). */
  readonly operazioniVuote: boolean;
  readonly disservizi: readonly Disservizio[];
}

const MINUTO = 60_000;
const ORA = 60 * MINUTO;

/** A good day: real delays, small parts, nothing lost. */
export const SERVIZI_REGOLARI: ImpostazioniServizi = {
  attesaMs: 50 * MINUTO,
  stimaMs: ORA,
  passoMs: ORA,
  attesaNAMs: 10 * MINUTO,
  attesaFileMs: 6 * ORA,
  vociPerProgressivo: 200,
  maxOccorrenze: 20_000,
  vuoto: 'ALLA_VERIFICA',
  quotaGz: 0.8,
  quotaVuote: 0,
  quotaGzVuoti: 0,
  quotaNascoste: 0,
  quota999: 0,
  naIndistinte: true,
  operazioniVuote: false,
  disservizi: [],
};
