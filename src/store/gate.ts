/**
 * One after the other: the only way to share SQLite's single connection.
 * Invariant: a task starts only when every task before it has ended, however it ended.
 */
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
