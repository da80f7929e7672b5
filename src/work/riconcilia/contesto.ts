/**
 * What reconciliation works with for one ente, and the rule that holds for all of it.
 * Invariant: every transaction checks the lease first, so of two processes only one writes the ledger; no call to ANPR happens
 * inside a transaction.
 */
import type { RegolePiano } from '../../anpr/finestre.js';
import { TransientError } from '../../errors.js';
import type { Log } from '../../log.js';
import { type ClientANPR, RifiutoANPR } from '../../soap/client/servizi.js';
import type { Keystore } from '../../soap/keystore.js';
import type { Database, Tx } from '../../store/database.js';
import type { Inbox } from '../../store/inbox.js';
import { fence, type Lease } from '../../store/lease.js';
import type { Ente } from '../enti.js';
import type { VoceAperta, VocePresa } from '../lettura-lavori.js';

/** Section `riconciliazione` of the configuration. */
export interface ImpostazioniRiconciliazione extends RegolePiano {
  /** Types asked for, one window each. */
  readonly tipi: readonly string[];
  /** Also one window without type: whatever else ANPR has for us. */
  readonly generica: boolean;
  /** `ID`: the list first, then only what is missing; `RISPOSTA`: the contents of everything at once. */
  readonly dettaglio: 'ID' | 'RISPOSTA';
  /** Up to this many missing notifications of a window are asked for one by one, more all together. */
  readonly singoleMassimo: number;
  /** Questions open at ANPR at the same time, for one ente. */
  readonly richiesteAperte: number;
  /** A question that takes longer is asked again under another number (G52, G53). */
  readonly stalloOre: number;
  /** Every so many days the last `ripassoProfonditaGiorni` are listed a second time; 0 = never (G48, G69). */
  readonly ripassoGiorni: number;
  readonly ripassoProfonditaGiorni: number;
  /** How often a missing notification is asked for by itself before it is given up. */
  readonly tentativiVoce: number;
  /** Days before the end of the 180 days at which an uncovered window becomes an anomaly. */
  readonly preavvisoGiorni: number;
  /** First wait after a failure, doubled each time up to the second. */
  readonly rinvioMinuti: number;
  readonly rinvioMassimoMinuti: number;
}

/** One ente being reconciled. */
export interface ContestoRiconcilia {
  readonly db: Database;
  readonly ente: Ente;
  readonly client: ClientANPR;
  readonly inbox: Pick<Inbox, 'salva'>;
  readonly keystores: readonly Keystore[];
  /** Opens an item of a list; absent: on this thread. */
  readonly apriVoce?: (voce: VocePresa) => Promise<VoceAperta>;
  readonly impostazioni: ImpostazioniRiconciliazione;
  readonly log: Log;
  readonly now: () => Date;
  readonly lease: Lease;
}

const MINUTO_MS = 60_000;

/** The instant so many minutes after another. */
export const fra = (quando: Date, minuti: number): string =>
  new Date(quando.getTime() + Math.round(minuti * MINUTO_MS)).toISOString();

/** ANPR's clock, as its answers showed it. */
export const oraANPR = (c: ContestoRiconcilia): string =>
  new Date(c.now().getTime() + c.client.scartoOrologioMs()).toISOString();

/** A transaction under the lease. @throws LeasePersoError when another process took over */
export function inTransazione<T>(c: ContestoRiconcilia, fn: (tx: Tx) => Promise<T>): Promise<T> {
  return c.db.transaction(async (tx) => {
    await fence(tx, c.lease);
    return fn(tx);
  });
}

/** When to try again after so many failures. */
export function dopoTentativi(c: ContestoRiconcilia, tentativi: number): string {
  const { rinvioMinuti, rinvioMassimoMinuti } = c.impostazioni;
  return fra(c.now(), Math.min(rinvioMassimoMinuti, rinvioMinuti * 2 ** Math.min(Math.max(0, tentativi - 1), 20)));
}

/** A call to ANPR: its answer, its refusal, or a failure that heals by itself. */
export type Chiamata<T> =
  | { readonly esito: 'RISPOSTA'; readonly risposta: T }
  | { readonly esito: 'RIFIUTO'; readonly rifiuto: RifiutoANPR }
  | { readonly esito: 'TRANSITORIO'; readonly errore: TransientError };

/** Calls ANPR. @throws whatever is neither a refusal nor transient: no usable certificate, a bug */
export async function chiama<T>(domanda: () => Promise<T>): Promise<Chiamata<T>> {
  try {
    return { esito: 'RISPOSTA', risposta: await domanda() };
  } catch (error) {
    if (error instanceof RifiutoANPR) return { esito: 'RIFIUTO', rifiuto: error };
    if (error instanceof TransientError) return { esito: 'TRANSITORIO', errore: error };
    throw error;
  }
}
