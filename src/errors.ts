/**
 * The five classes of error of the house, and the one function that decides what becomes of a notification that failed.
 * Invariant: nobody recognises an error by its text. Messages carry values and the way out, never personal data.
 */

/** One problem of the configuration: the key, what it holds, what to do. */
export interface ConfigProblem {
  readonly key: string;
  readonly value: string;
  readonly remedy: string;
  /** Time alone may mend it (a port still held, a certificate half renewed): starting again later is worth it. */
  readonly heals?: true;
}

/** The daemon cannot start. Lists every problem at once; the process ends with 78 (EX_CONFIG), or 69 when time may mend it. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  constructor(readonly problems: readonly ConfigProblem[]) {
    super(problems.map((p) => `${p.key} = ${p.value}: ${p.remedy}`).join('\n'));
  }

  /** True when nothing but time is needed: whoever supervises the process should start it again. */
  get heals(): boolean {
    return this.problems.every((p) => p.heals === true);
  }
}

/** Code that the receiver answers: 5 message not conforming, 6 message without data (spec A.2). */
export type CodiceRifiuto = '5' | '6';

/** Not a notification for this installation: answered with code 5 or 6, never stored in the inbox. */
export class EnvelopeError extends Error {
  override readonly name = 'EnvelopeError';
  constructor(
    readonly codice: CodiceRifiuto,
    /** Stable machine word for the rejection log, e.g. `NOT_SOAP`, `SIGNATURE`. */
    readonly motivo: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Why a stored notification could not be opened or understood. */
export type MotivoNotifica =
  | 'CHIAVE_MANCANTE'
  | 'CONTENUTO_DANNEGGIATO'
  | 'CONTENUTO_SCONOSCIUTO'
  | 'CONTENUTO_VUOTO'
  | 'CONTENUTO_TROPPO_GRANDE'
  /** Opening it ended whatever opened it, or never ended. */
  | 'CONTENUTO_PERICOLOSO'
  /** Pushed without encryption where the installation takes encrypted contents only. */
  | 'CONTENUTO_IN_CHIARO'
  | 'XML_NON_VALIDO'
  | 'TIPO_SCONOSCIUTO'
  | 'ESITO_SCONOSCIUTO'
  | 'DATI_MANCANTI'
  /** A value is longer than the registers can hold. */
  | 'VALORE_TROPPO_LUNGO';

/** Stored, not opened or not understood: parked with a reason that says what would free it. */
export class NotificaError extends Error {
  override readonly name = 'NotificaError';
  constructor(
    readonly motivo: MotivoNotifica,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Understood, but the local rows cannot take it (identity in doubt): parked; reconciliation or the operator frees it. */
export class StatoLocaleError extends Error {
  override readonly name = 'StatoLocaleError';
}

/** Deadlock, timeout, lost connection, ANPR down: it heals by itself. */
export class TransientError extends Error {
  override readonly name = 'TransientError';
}

/** The database or the disk is not there: the loop pauses and burns no attempts of any notification. */
export class InfrastructureError extends Error {
  override readonly name = 'InfrastructureError';
  constructor(
    message: string,
    /** The server's or the system's own code (`1045`, `ECONNREFUSED`), for whoever explains it; empty when there is none. */
    readonly codice = '',
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** What becomes of a notification whose application failed. */
export type Fate =
  | { readonly kind: 'retry'; readonly afterMs: number }
  | { readonly kind: 'park'; readonly motivo: string }
  | { readonly kind: 'pause' };

/** How often and how far apart a transient failure is retried before it parks. */
export interface RetryPolicy {
  readonly maxAttempts: number;
  readonly firstDelayMs: number;
  readonly maxDelayMs: number;
}

/**
 * Decides the fate of a failed application. Pure: the jitter comes in as a number in [0, 1).
 * @param attempts attempts already made, this one included (1 = first failure)
 */
export function fateOf(error: unknown, attempts: number, policy: RetryPolicy, jitter = 0): Fate {
  if (error instanceof InfrastructureError) return { kind: 'pause' };
  if (error instanceof NotificaError) return { kind: 'park', motivo: error.motivo };
  if (error instanceof StatoLocaleError) return { kind: 'park', motivo: 'STATO_LOCALE' };
  if (error instanceof TransientError) {
    if (attempts >= policy.maxAttempts) return { kind: 'park', motivo: 'TENTATIVI_ESAURITI' };
    const delay = Math.min(policy.maxDelayMs, policy.firstDelayMs * 2 ** (attempts - 1));
    return { kind: 'retry', afterMs: Math.round(delay / 2 + (delay / 2) * jitter) };
  }
  return { kind: 'park', motivo: 'ERRORE_INTERNO' };
}
