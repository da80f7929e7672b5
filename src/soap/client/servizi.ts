/**
 * ANPR's services as the rest of the house sees them: typed questions, typed answers, no envelope.
 * Invariant: an answer that ANPR is known to give (empty, not yet, no longer there) is a value; a refusal is `RifiutoANPR`;
 * whatever may heal by itself is `TransientError`. Nobody above this line sees XML, SOAP or HTTP of the services.
 */

/** What every question carries: its number, unique and growing per ente (spec E: a number sent again gets the previous answer). */
export interface Numerata {
  /** Up to 30 characters; given by the caller, who keeps the sequence. A retry of the same question keeps its number. */
  readonly idOperazioneComune: string;
}

/** A request of 4005 `elaborazione`: which operations or notifications to list (spec D.1). */
export interface RichiestaElenco extends Numerata {
  /**
   * Type of notification asked for (`N010`, `NRIS`, `NA00` …) or service of the operation: one a request, 4 characters
   * (`operazioneRichiesta` occurs once in the schema). Null asks for all, N031 excluded.
   */
  readonly tipo: string | null;
  /** 7 to take charge of, 8 fetched, 9 all for notifications; 1, 2, 3, 6 for operations. */
  readonly statoLavorazione: string;
  readonly dettaglio: 'ID' | 'RISPOSTA';
  /** Instants, ISO-8601 UTC; by time of elaboration. `dal` < `al`, at most 30 days, `al` not after ANPR's clock. */
  readonly periodo?: { readonly dal: string; readonly al: string };
  /** Range of idOperazioneANPR, both ends included. */
  readonly identificativi?: { readonly da: string; readonly a: string };
}

/** Answer to `elaborazione`; `disponibileIl` is ISO-8601 UTC, an estimate. A ticket to follow, or nothing there (EN122 at submission: no ticket at all, G58). */
export type EsitoElenco =
  | { readonly esito: 'ACCOLTA'; readonly ticket: string; readonly disponibileIl: string | null }
  | { readonly esito: 'VUOTA' };

export interface RichiestaVerifica extends Numerata {
  readonly ticket: string;
  /** Part of the answer, from 1. */
  readonly progressivo: number;
}

/** One item of a ready list. */
export interface VoceElenco {
  readonly idOperazioneANPR: string;
  readonly statoLavorazione: string | null;
  /** Type of the notification, or the service of the operation (`NRIS`, `5008` …: lists come mixed, G34). */
  readonly tipoOperazione: string | null;
  /** As it came, base64 and MTOM resolved: gzip or XML, to be told by looking (G68). Null when ANPR gave none (G36). */
  readonly contenuto: Uint8Array | null;
}

/** What a ready list says that it answers; absent: it does not say. Instants are ISO-8601 UTC. */
export interface DomandaDetta {
  readonly ticket?: string;
  readonly comune?: string;
  readonly periodo?: { readonly dal: string; readonly al: string };
  readonly identificativi?: { readonly da: string; readonly a: string };
}

/** Answer to `verificaStato`. */
export type EsitoVerifica =
  /** States 0 and 1; the estimate (ISO-8601 UTC) moves on while it is not ready (G52). */
  | { readonly esito: 'IN_CORSO'; readonly disponibileIl: string | null }
  | {
      readonly esito: 'PRONTA';
      readonly progressivo: number;
      readonly progressivi: number;
      readonly voci: readonly VoceElenco[];
      /** To be compared with what was asked: an answer to another question is none. */
      readonly domanda?: DomandaDetta;
    }
  /** EN122: elaborated, and nothing matches. */
  | { readonly esito: 'VUOTA' }
  /** EN148 and its kin: the ticket is no more, ask again with a new number (G55). */
  | { readonly esito: 'PERDUTA'; readonly codice: string }
  /** States 3 and 99. */
  | { readonly esito: 'FALLITA'; readonly stato: string };

/** Whom 3002 is asked for: exactly one of the criteria. */
export type CriterioScheda =
  | { readonly codiceFiscale: string }
  | { readonly idSchedaSoggettoANPR: string }
  | { readonly idANPR: string }
  | { readonly idFamigliaConvivenzaANPR: string };

export interface RichiestaScheda extends Numerata {
  readonly criterio: CriterioScheda;
  /** Also people who are not resident here (`ricercaNazionale`). */
  readonly nazionale: boolean;
}

/** Answer of 3002: the whole document, to become a notification like any other, or nobody found. */
export type EsitoScheda =
  | {
      readonly esito: 'TROVATA';
      /** `testataRisposta/idOperazioneANPR` of the answer. */
      readonly idOperazioneANPR: string;
      /** The document `Risposta3002`, without envelope. */
      readonly contenuto: Uint8Array;
    }
  | { readonly esito: 'ASSENTE' };

/** Answer of 7002: the file, or not ready. */
export type EsitoFile =
  | { readonly esito: 'PRONTO'; readonly contenuto: Uint8Array; readonly formato: string | null }
  | { readonly esito: 'NON_PRONTO'; readonly codice: string };

/** Answer of 3003 about one operation: the document of its answer, or nothing. */
export type EsitoOperazione =
  | { readonly esito: 'TROVATA'; readonly idOperazioneANPR: string; readonly contenuto: Uint8Array }
  | { readonly esito: 'ASSENTE' };

/**
 * ANPR for one ente. Every method throws `RifiutoANPR` (ANPR says no), `TransientError` (network, time out, 998, 999, outage)
 * or `ConfigError` (no usable certificate), and nothing else.
 */
export interface ClientANPR {
  /** 4005 `elaborazione`. */
  elenco(richiesta: RichiestaElenco): Promise<EsitoElenco>;
  /** 4005 `verificaStato`. */
  verifica(richiesta: RichiestaVerifica): Promise<EsitoVerifica>;
  /** 3002. */
  scheda(richiesta: RichiestaScheda): Promise<EsitoScheda>;
  /** 3003, one operation or notification by its id. */
  operazione(richiesta: Numerata & { readonly idOperazioneANPR: string }): Promise<EsitoOperazione>;
  /** 7002, a file that was asked for with 4001, 4002 or from the web application. */
  file(richiesta: Numerata & { readonly ticket: string }): Promise<EsitoFile>;
  /** TestConn: resolves when ANPR's gateway accepts our certificate and address. */
  prova(richiesta: Numerata): Promise<void>;
  /** Milliseconds by which ANPR's clock is ahead of ours, as its answers show; 0 before the first. */
  scartoOrologioMs(): number;
}

/** What kind of refusal it is: what to do about it depends on this and never on the text. */
export type ClasseRifiuto =
  /** EHR16: our clock is ahead of ANPR's, or the period ends in the future (G54). */
  | 'OROLOGIO'
  /** EN115, or an answer over `maxAnswerBytes`: ask for less (G63). */
  | 'TROPPE_OCCORRENZE'
  /** EN148 on a number still in elaboration: the same question is being worked on (G55). */
  | 'IN_ELABORAZIONE'
  /** EN148 on dates before 180 days (G71). */
  | 'TROPPO_VECCHIO'
  /** Fault of the gateway, alert of TLS, HTTP 401 or 403: address not enabled, certificate revoked or not valid (G57). */
  | 'ACCESSO'
  /** Any other application error. */
  | 'APPLICATIVO';

/** ANPR answered, and the answer is no. Codes only: texts of ANPR may carry personal data. */
export class RifiutoANPR extends Error {
  override readonly name = 'RifiutoANPR';
  constructor(
    readonly classe: ClasseRifiuto,
    /** Codes of `listaErrori`, or the faultcode of the gateway. */
    readonly codici: readonly string[],
    message: string,
  ) {
    super(message);
  }
}
