/**
 * The worker's half of a pool: takes batches, runs the handler on each job, answers the batch in one message.
 * Invariant: a job is marked before it begins. An error that leaves the thread itself in doubt ends the thread: the pool
 * starts another, and knows which job was under way.
 */
import { parentPort, workerData } from 'node:worker_threads';
import type { Batch, Birth, Outcome, Report } from './protocol.js';

/** What a worker does with a job; called with the latest set-up. */
export interface Handler<S, I, O> {
  /** Makes of the set-up what the jobs need; called again whenever it changes. */
  readonly configure: (setup: S) => void;
  readonly run: (input: I) => O;
  /** Memory of an output that moves instead of being copied. */
  readonly transfer?: (output: O) => readonly ArrayBuffer[];
  /** Whether an error leaves the thread in doubt (a trap of WebAssembly, an overflowed stack). */
  readonly isFatal?: (error: unknown) => boolean;
}

const describe = (error: unknown): { name: string; message: string } =>
  error instanceof Error ? { name: error.name, message: error.message } : { name: 'Error', message: 'unknown error' };

function runOne<S, I, O>(handler: Handler<S, I, O>, id: number, input: I): Outcome<O> {
  try {
    return { id, output: handler.run(input) };
  } catch (error) {
    if (handler.isFatal?.(error) === true) throw error;
    return { id, error: describe(error) };
  }
}

/** Serves the pool that started this thread until the pool ends it. @throws Error outside of a worker thread */
export function serve<S, I, O>(handler: Handler<S, I, O>): void {
  const port = parentPort;
  if (port === null) throw new Error('serve() is for worker threads');
  const current = new Int32Array((workerData as Birth).current);
  port.on('message', ({ setup, orders }: Batch<S, I>) => {
    if (setup !== undefined) handler.configure(setup);
    const outcomes: Outcome<O>[] = [];
    for (const { id, input } of orders) {
      Atomics.store(current, 0, id);
      outcomes.push(runOne(handler, id, input));
    }
    Atomics.store(current, 0, 0);
    const moved = outcomes.flatMap((o) => ('output' in o ? (handler.transfer?.(o.output) ?? []) : []));
    port.postMessage({ outcomes } satisfies Report<O>, moved);
  });
  port.postMessage({ ready: true } satisfies Report<O>);
}
