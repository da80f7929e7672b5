/**
 * One after the other: the only way to share SQLite's single connection; and a breath in between.
 * Invariant: a task starts only when every task before it has ended, however it ended.
 */
import { setImmediate } from 'node:timers/promises';

export class Gate {
  #last: Promise<unknown> = Promise.resolve();

  /** Runs the task when its turn comes and settles as it does. */
  run<T>(task: () => Promise<T>): Promise<T> {
    const result = this.#last.then(task);
    this.#last = result.catch(() => undefined);
    return result;
  }

  /** Resolves when every task queued so far has ended. */
  async idle(): Promise<void> {
    await this.#last;
  }
}

/** SQLite may work this long before sockets and timers get their turn: well under the 50 ms a caller may wait. */
const SLICE_MS = 8;

/**
 * SQLite answers without ever waiting, so a chain of its statements would keep the event loop to itself: nobody would
 * be received while a backlog is applied.
 */
export class Breath {
  #since = performance.now();

  /** Lets the event loop turn when the slice is used up. */
  async take(): Promise<void> {
    if (performance.now() - this.#since < SLICE_MS) return;
    await setImmediate();
    this.#since = performance.now();
  }
}
