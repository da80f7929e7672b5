/**
 * What the main thread and a worker thread say to each other.
 * Invariant: plain cloneable data only; the worker marks every job before it begins it, so that whoever ends a worker knows
 * which job was at fault.
 */

/** One job on its way: its number is unique within the pool and never 0. */
export interface Order<I> {
  readonly id: number;
  readonly input: I;
}

/** From the main thread: the set-up when it is another than the last one sent, and the jobs in order. */
export interface Batch<S, I> {
  readonly setup?: S;
  readonly orders: readonly Order<I>[];
}

/** The outcome of one job. What the handler threw comes back as text: errors do not survive the crossing. */
export type Outcome<O> =
  | { readonly id: number; readonly output: O }
  | { readonly id: number; readonly error: { readonly name: string; readonly message: string } };

/** From the worker: that it is up, then the outcomes of each batch. */
export type Report<O> = { readonly ready: true } | { readonly outcomes: readonly Outcome<O>[] };

/** How a job brought its thread down: it outlived its deadline or its memory, or broke it. */
export type Harm = 'DEADLINE' | 'MEMORY' | 'CRASH';

/** What a worker is born with. */
export interface Birth {
  /** One cell of 32 bits: the job under way, 0 between jobs. */
  readonly current: SharedArrayBuffer;
}
