/**
 * A notification as the doors hand it to the inbox, and what the inbox answers.
 * Invariant: `contenuto` are the bytes as they came (still encrypted on the push channel); nothing here was interpreted.
 */

/** How it came: pushed by ANPR, pulled with 4005, a card read with 3002, a file given by hand, the initial load. */
export const CANALI = ['N000', '4005', '3002', 'FILE', 'CARICO'] as const;
export type Canale = (typeof CANALI)[number];

/** Inbox states; `prova` is the test notification, stored and never applied. */
export const STATI_INBOX = ['pending', 'parked', 'applied', 'discarded', 'prova'] as const;
export type StatoInbox = (typeof STATI_INBOX)[number];

export interface NotificaRicevuta {
  readonly canale: Canale;
  /** ISTAT code of the ente (6 digits, leading zeros kept). */
  readonly codDestinatario: string;
  readonly tipoNotifica: string;
  readonly codMittente: string;
  /** As received; may lack the offset. */
  readonly dataOraRichiesta: string;
  /** Id of the notification: text, up to 30 digits, sometimes UUID-like. */
  readonly idOperazioneANPR: string;
  /** The key was made from what the content says: other bytes under it say the same (another encoding, another encryption). */
  readonly chiaveDerivata?: boolean;
  readonly contenuto: Uint8Array;
  readonly prova: boolean;
  /** Outcome of the signature check: `VALIDA`, `ASSENTE`, `NON_VERIFICATA`. */
  readonly firma: 'VALIDA' | 'ASSENTE' | 'NON_VERIFICATA';
  /** Instant of arrival, ISO-8601 UTC. */
  readonly ricevutaIl: string;
}

/** `conflitto`: the key was known with other bytes; both are kept. */
export type EsitoSalvataggio = 'nuova' | 'duplicata' | 'conflitto';

/** What became of a notification handed in. `spool`: kept on disk, it will be in the inbox when the database is back. */
export type EsitoConsegna = EsitoSalvataggio | 'spool';

/** A refused call, for the bounded rejection log. Never holds personal data: no body, no content. */
export interface Rifiuto {
  readonly ricevutoIl: string;
  readonly motivo: string;
  readonly dettaglio: string;
  /** What was answered; `-` when it was HTTP 503 and no code. */
  readonly codice: '5' | '6' | '-';
  readonly codDestinatario: string | null;
  readonly tipoNotifica: string | null;
  readonly idOperazioneANPR: string | null;
  readonly mittente: string | null;
  readonly byte: number;
  /** Its signature was accepted before it was refused: ANPR sent it, not somebody who invented it. */
  readonly verificato: boolean;
}
