/**
 * What the threads that read contents are asked, and what they answer: plain data both ways.
 * Invariant: pure; every failure of the content is an answer. What was thrown comes back as whoever asked would have met it.
 */
import type { Elemento } from '../anpr/elemento.js';
import { type MotivoNotifica, NotificaError, StatoLocaleError } from '../errors.js';
import { tipoDiVoce } from '../notifiche/voce.js';
import { apriContenuto } from '../soap/contenuto.js';
import type { Keystore } from '../soap/keystore.js';
import { riconosci, type Voce } from '../soap/riconosci.js';
import { type ContenutoLetto, type DaLeggere, leggiContenuto } from './lettura.js';
import { type Testata3002, testata3002 } from './scheda-3002.js';

/** An ente of the installation and every key it has. */
export interface EnteConChiavi {
  readonly codiceIstat: string;
  readonly keystores: readonly Keystore[];
}

/** What every job may need; the same object as long as nothing changed. */
export type Chiavi = readonly EnteConChiavi[];

/** An item of a pulled list: what it is, and whether it opens. */
export interface VocePresa {
  readonly contenuto: Uint8Array;
  /** `tipoOperazione` of the item, null when ANPR gave none. */
  readonly elencato: string | null;
  /** Type that was asked for, null when every type was. */
  readonly chiesto: string | null;
}

/** The type to store it under, and why it does not open. */
export interface VoceAperta {
  readonly tipoNotifica: string;
  readonly motivo?: MotivoNotifica;
}

/** `NOTIFICA` of one ente, by its key; `VOCE` of a pulled list; `SCHEDA` of an initial load; `FILE` given by hand, of whoever can open it. */
export type Lavoro =
  | { readonly kind: 'NOTIFICA'; readonly ente: string; readonly notifica: DaLeggere }
  | { readonly kind: 'VOCE'; readonly ente: string; readonly voce: VocePresa }
  | { readonly kind: 'SCHEDA'; readonly byte: Uint8Array }
  | { readonly kind: 'FILE'; readonly byte: Uint8Array };

/** An error as plain data. */
export interface ErroreDetto {
  readonly nome: string;
  readonly motivo?: MotivoNotifica;
  readonly messaggio: string;
  /** Where a defect is; nothing else needs it. */
  readonly stack?: string | undefined;
}

export type Risposta =
  | { readonly kind: 'NOTIFICA'; readonly letto: ContenutoLetto }
  | { readonly kind: 'VOCE'; readonly aperta: VoceAperta }
  | { readonly kind: 'SCHEDA'; readonly testata: Testata3002 }
  | { readonly kind: 'FILE'; readonly voci: readonly Voce[] }
  | { readonly kind: 'ERRORE'; readonly errore: ErroreDetto };

function detto(e: unknown): ErroreDetto {
  if (e instanceof NotificaError) return { nome: e.name, motivo: e.motivo, messaggio: e.message };
  if (e instanceof StatoLocaleError) return { nome: e.name, messaggio: e.message };
  if (e instanceof Error) return { nome: e.name, messaggio: e.message, stack: e.stack };
  return { nome: 'Error', messaggio: 'unknown error' };
}

/** The error that was thrown in the thread, of the class it had there. */
export function erroreDi({ nome, motivo, messaggio, stack }: ErroreDetto): Error {
  if (motivo !== undefined) return new NotificaError(motivo, messaggio);
  if (nome === 'StatoLocaleError') return new StatoLocaleError(messaggio);
  return Object.assign(new Error(messaggio), { name: nome, ...(stack !== undefined && { stack }) });
}

const chiaviDi = (chiavi: Chiavi, ente: string): readonly Keystore[] =>
  chiavi.find((e) => e.codiceIstat === ente)?.keystores ?? [];

/** Opens an item of a pulled list only to see what it is. */
export function apriVoce({ contenuto, elencato, chiesto }: VocePresa, keystores: readonly Keystore[]): VoceAperta {
  let elemento: Elemento | undefined;
  let motivo: MotivoNotifica | undefined;
  try {
    elemento = apriContenuto(contenuto, keystores).elemento;
  } catch (e) {
    if (!(e instanceof NotificaError)) throw e;
    motivo = e.motivo;
  }
  return { tipoNotifica: tipoDiVoce(elencato, chiesto, elemento), ...(motivo !== undefined && { motivo }) };
}

/** Does one job. Throws only what a file given by hand makes its parser throw: the thread is in doubt then. */
export function svolgi(lavoro: Lavoro, chiavi: Chiavi): Risposta {
  if (lavoro.kind === 'FILE') return { kind: 'FILE', voci: riconosci(lavoro.byte, chiavi) };
  try {
    if (lavoro.kind === 'SCHEDA') return { kind: 'SCHEDA', testata: testata3002(lavoro.byte) };
    const keystores = chiaviDi(chiavi, lavoro.ente);
    if (lavoro.kind === 'VOCE') return { kind: 'VOCE', aperta: apriVoce(lavoro.voce, keystores) };
    return { kind: 'NOTIFICA', letto: leggiContenuto(lavoro.notifica, keystores) };
  } catch (e) {
    return { kind: 'ERRORE', errore: detto(e) };
  }
}
