/**
 * What the applier of one ente is given, and what it gives back.
 * Invariant: nothing of it changes while the applier runs; who reads has the keys of the moment.
 */
import type { RetryPolicy } from '../errors.js';
import type { Log } from '../log.js';
import type { Parametri } from '../registri/parametri.js';
import type { RegoleComune } from '../registri/regole.js';
import type { Database } from '../store/database.js';
import type { Lettore } from './lettore.js';

export interface LoopSettings {
  /** Notifications applied in one transaction. */
  readonly batchSize: number;
  /** How long an idle applier waits before it looks again, if nobody wakes it. */
  readonly pollMs: number;
  readonly leaseTtlMs: number;
  readonly retry: RetryPolicy;
}

export interface LoopOptions {
  readonly db: Database;
  readonly codComune: string;
  /** Every code of the comune, the present one and those of before a merger. */
  readonly codici: ReadonlySet<string>;
  readonly lettore: Lettore;
  readonly parametri?: Parametri | undefined;
  readonly regole?: RegoleComune | undefined;
  readonly log: Log;
  readonly now: () => Date;
  /** Unique per process start. */
  readonly owner: string;
  readonly settings: LoopSettings;
  /** Digest of the rules that make the registers, where it is known: rows made by others are made again. */
  readonly regoleProgramma?: string | null | undefined;
}

/** A running applier. */
export interface Loop {
  /** Finishes the batch in hand, gives the lease back. */
  stop(): Promise<void>;
  /** Something has arrived: look at once. */
  sveglia(): void;
}
