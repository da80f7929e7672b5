/**
 * What a notification type is: a parser from content to typed value, and the facts it states.
 * Invariant: pure; no type knows another. A new type is one file, one line in `index.ts`, one folder of cases.
 */
import type { Elemento } from '../anpr/elemento.js';
import type { Fatto } from '../anpr/fatto.js';
import type { SezioneDetta } from '../anpr/sezione.js';

/** What the envelope (or the 4005 record) says about the content. */
export interface Busta {
  readonly tipoNotifica: string;
  /** Id of the notification. */
  readonly idNotificaANPR: string;
  /** As received. */
  readonly dataOraRichiesta: string;
}

/** Something to tell an office or the sysadmin that is about no row. */
export interface Nota {
  /** Stable word, e.g. `ELEMENTO_IGNOTO`, `ANPR_EN226`, `FILE_DISPONIBILI`. */
  readonly regola: string;
  readonly gravita: 'BLOCCO' | 'CONTROLLO' | 'AVVISO';
  readonly ufficio: 'ANAGRAFE' | 'TRIBUTI' | 'ELETTORALE' | 'SISTEMI';
  /** Italian, without personal data. */
  readonly descrizione: string;
}

export interface TipoNotifica<T> {
  /** `N010`, `NRIS-5005`, `3002`. */
  readonly codice: string;
  /** One line, Italian, for the operator. */
  readonly descrizione: string;
  /** Reads the content; throws `NotificaError` when it cannot be understood. */
  readonly parse: (contenuto: Elemento) => T;
  /** One fact per person (or convivenza) the content speaks of; empty when it changes nothing. */
  readonly fatti: (valore: T, busta: Busta) => Fatto[];
  readonly note?: (valore: T) => Nota[];
  /** Electoral sections it describes or abolishes (5011, 2012, 3008). */
  readonly sezioni?: (valore: T) => SezioneDetta[];
  /** Id of the registering operation, for the operator. */
  readonly idOperazione: (valore: T) => string | undefined;
  /** True where the content is too poor to decide alone and the card should be read with 3002 (N010, N015). */
  readonly wantsScheda: boolean;
}
