/**
 * Group commit: while one commit is under way the next batch gathers, so a durable commit is shared by everyone
 * who waited for it.
 * Law: acknowledged is stored. An item settles only after the commit of the batch it was in.
 */
import { InfrastructureError, TransientError } from '../errors.js';

export interface GroupCommitOptions<T, R> {
  readonly maxItems: number;
  readonly maxBytes: number;
  readonly bytesOf: (item: T) => number;
  /** Items of one batch have different keys; a second one waits for the next batch. */
  readonly keyOf: (item: T) => string;
  /** Writes a batch in one transaction; one outcome per item, in order. */
  readonly write: (batch: readonly T[]) => Promise<readonly R[]>;
}

interface Waiting<T, R> {
  readonly item: T;
  readonly resolve: (outcome: R) => void;
  readonly reject: (error: unknown) => void;
}

/** The database is at fault, not an item: trying items one by one would only take longer to say so. */
const nobodysFault = (error: unknown): boolean =>
  error instanceof InfrastructureError || error instanceof TransientError;

export class GroupCommit<T, R> {
  #queue: Waiting<T, R>[] = [];
  #running: Promise<void> | undefined;

  constructor(private readonly options: GroupCommitOptions<T, R>) {}

  /** Items that wait, those of the batch under way excluded. */
  get waiting(): number {
    return this.#queue.length;
  }

  /** Resolves after the commit that holds the item; rejects when it cannot be stored. */
  save(item: T): Promise<R> {
    const done = new Promise<R>((resolve, reject) => this.#queue.push({ item, resolve, reject }));
    this.#running ??= this.#drain();
    return done;
  }

  /** Resolves when nothing is waiting or under way. */
  async idle(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
  }

  async #drain(): Promise<void> {
    // One turn of the microtask queue: whoever saves in the same tick shares the first commit.
    await Promise.resolve();
    while (this.#queue.length > 0) await this.#writeBatch(this.#take());
    this.#running = undefined;
  }

  #take(): Waiting<T, R>[] {
    const { maxItems, maxBytes, bytesOf, keyOf } = this.options;
    const batch: Waiting<T, R>[] = [];
    const later: Waiting<T, R>[] = [];
    const keys = new Set<string>();
    let bytes = 0;
    for (const waiting of this.#queue) {
      const key = keyOf(waiting.item);
      const size = bytesOf(waiting.item);
      const fits = batch.length === 0 || (batch.length < maxItems && bytes + size <= maxBytes);
      if (!fits || keys.has(key)) {
        // Its key is reserved too: items with the same key keep the order in which they came.
        later.push(waiting);
        keys.add(key);
        continue;
      }
      keys.add(key);
      bytes += size;
      batch.push(waiting);
    }
    this.#queue = later;
    return batch;
  }

  async #writeBatch(batch: readonly Waiting<T, R>[]): Promise<void> {
    try {
      const outcomes = await this.options.write(batch.map((w) => w.item));
      batch.forEach((w, i) => {
        w.resolve(outcomes[i] as R);
      });
    } catch (error) {
      if (batch.length === 1 || nobodysFault(error)) {
        for (const w of batch) w.reject(error);
        return;
      }
      // One of them is poison: alone, it hurts nobody else.
      for (const w of batch) await this.#writeBatch([w]);
    }
  }
}
