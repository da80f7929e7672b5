/**
 * The order in which jobs wait: those that ended a thread alone and last, heavy ones apart, the others as they came.
 * Invariant: a heavy or suspect job never stands in front of a light one, and none is ever forgotten.
 */

/** A job from its arrival to its outcome. */
export interface Job<I, O> {
  readonly input: I;
  readonly bytes: number;
  /** Threads it has ended so far. */
  tries: number;
  readonly resolve: (output: O) => void;
  readonly reject: (error: Error) => void;
}

/** How much crosses at once. */
export interface Bounds {
  readonly jobs: number;
  readonly bytes: number;
}

/** A queue whose head moves: shifting an array of thousands costs its length each time. */
class Queue<T> {
  #items: T[] = [];
  #head = 0;

  push(item: T): void {
    this.#items.push(item);
  }

  unshift(items: readonly T[]): void {
    this.#items = [...items, ...this.#items.slice(this.#head)];
    this.#head = 0;
  }

  peek(): T | undefined {
    return this.#items[this.#head];
  }

  shift(): T | undefined {
    const item = this.#items[this.#head];
    if (item === undefined) return undefined;
    this.#head++;
    if (this.#head === this.#items.length || this.#head > 1024) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return item;
  }

  drain(): T[] {
    const left = this.#items.slice(this.#head);
    this.#items = [];
    this.#head = 0;
    return left;
  }
}

export class Lanes<I, O> {
  readonly #light = new Queue<Job<I, O>>();
  readonly #heavy = new Queue<Job<I, O>>();
  /** Each ended a thread: none shares a batch. */
  readonly #suspect = new Queue<Job<I, O>>();

  constructor(private readonly heavyBytes: number) {}

  add(job: Job<I, O>): void {
    (job.bytes > this.heavyBytes ? this.#heavy : this.#light).push(job);
  }

  /** Jobs that only shared a thread with the guilty one, or never began: in front, as they were. */
  putBack(jobs: readonly Job<I, O>[]): void {
    this.#light.unshift(jobs.filter((j) => j.bytes <= this.heavyBytes && j.tries === 0));
    this.#heavy.unshift(jobs.filter((j) => j.bytes > this.heavyBytes && j.tries === 0));
    this.#suspect.unshift(jobs.filter((j) => j.tries > 0));
  }

  putAside(job: Job<I, O>): void {
    this.#suspect.push(job);
  }

  /** The light jobs that cross next. */
  takeLight({ jobs, bytes }: Bounds): Job<I, O>[] {
    const batch: Job<I, O>[] = [];
    let total = 0;
    for (let job = this.#light.peek(); job !== undefined && batch.length < jobs; job = this.#light.peek()) {
      if (batch.length > 0 && total + job.bytes > bytes) break;
      total += job.bytes;
      batch.push(job);
      this.#light.shift();
    }
    return batch;
  }

  hasAlone(): boolean {
    return this.#heavy.peek() !== undefined || this.#suspect.peek() !== undefined;
  }

  /** The heavy or suspect job that crosses next, by itself. */
  takeAlone(): Job<I, O> | undefined {
    return this.#heavy.shift() ?? this.#suspect.shift();
  }

  drain(): Job<I, O>[] {
    return [...this.#light.drain(), ...this.#heavy.drain(), ...this.#suspect.drain()];
  }
}
