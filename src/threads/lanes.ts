/**
 * The order in which jobs wait: those that ended a thread alone and last, heavy ones apart, in each lane the askers in turn.
 * Invariant: a heavy or suspect job never stands in front of a light one, who asks for much waits behind himself, and none is
 * ever forgotten.
 */

/** A job from its arrival to its outcome. */
export interface Job<I, O> {
  readonly input: I;
  readonly bytes: number;
  /** Who asks for it. */
  readonly asker: string;
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

  get length(): number {
    return this.#items.length - this.#head;
  }

  push(item: T): void {
    this.#items.push(item);
  }

  unshift(item: T): void {
    if (this.#head > 0) this.#items[--this.#head] = item;
    else this.#items.unshift(item);
  }

  peek(): T | undefined {
    return this.#items[this.#head];
  }

  shift(): T | undefined {
    const item = this.peek();
    if (item === undefined) return undefined;
    this.#head++;
    if (this.#head === this.#items.length || this.#head > 1024) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return item;
  }
}

/** Jobs of many askers: each gives one in its turn. */
class Lane<I, O> {
  length = 0;
  /** Askers with jobs, the next one first. */
  #askers = new Map<string, Queue<Job<I, O>>>();

  #of(asker: string): Queue<Job<I, O>> {
    const queue = this.#askers.get(asker) ?? new Queue();
    this.#askers.set(asker, queue);
    return queue;
  }

  push(job: Job<I, O>): void {
    this.#of(job.asker).push(job);
    this.length++;
  }

  /** In front of everybody, in the order given: they had their turn, and it was taken from them. */
  putBack(jobs: readonly Job<I, O>[]): void {
    for (const job of jobs.toReversed()) this.#of(job.asker).unshift(job);
    const first = new Set(jobs.map((j) => j.asker));
    const before = [...first].map((asker) => [asker, this.#of(asker)] as const);
    const after = [...this.#askers].filter(([asker]) => !first.has(asker));
    this.#askers = new Map([...before, ...after]);
    this.length += jobs.length;
  }

  peek(): Job<I, O> | undefined {
    for (const queue of this.#askers.values()) return queue.peek();
    return undefined;
  }

  shift(): Job<I, O> | undefined {
    for (const [asker, queue] of this.#askers) {
      const job = queue.shift();
      this.length--;
      // To the end of the round: the next one is for somebody else.
      this.#askers.delete(asker);
      if (queue.length > 0) this.#askers.set(asker, queue);
      return job;
    }
    return undefined;
  }

  /** All jobs of one asker, taken out. */
  takeOf(asker: string): Job<I, O>[] {
    const queue = this.#askers.get(asker);
    const jobs: Job<I, O>[] = [];
    for (let job = queue?.shift(); job !== undefined; job = queue?.shift()) jobs.push(job);
    this.#askers.delete(asker);
    this.length -= jobs.length;
    return jobs;
  }

  drain(): Job<I, O>[] {
    const left: Job<I, O>[] = [];
    for (let job = this.shift(); job !== undefined; job = this.shift()) left.push(job);
    return left;
  }
}

export class Lanes<I, O> {
  readonly #light = new Lane<I, O>();
  readonly #heavy = new Lane<I, O>();
  /** Each ended a thread: none shares a batch. */
  readonly #suspect = new Lane<I, O>();

  /** Askers of whom a job took long, and for how many ticks more theirs count as heavy. */
  readonly #slow = new Map<string, number>();

  constructor(private readonly heavyBytes: number) {}

  add(job: Job<I, O>): void {
    (job.bytes > this.heavyBytes || this.#slow.has(job.asker) ? this.#heavy : this.#light).push(job);
  }

  /** Whoever asked for what took long holds no more than one thread for a while. Who gives no name is everybody. */
  slowDown(asker: string, ticks: number): void {
    if (asker === '') return;
    this.#slow.set(asker, ticks);
    for (const job of this.#light.takeOf(asker)) this.#heavy.push(job);
  }

  tick(): void {
    for (const [asker, ticks] of this.#slow) {
      if (ticks > 1) this.#slow.set(asker, ticks - 1);
      else this.#slow.delete(asker);
    }
  }

  /** Jobs that only shared a thread with the guilty one, or never began: in front, as they were. */
  putBack(jobs: readonly Job<I, O>[]): void {
    this.#light.putBack(jobs.filter((j) => j.bytes <= this.heavyBytes && j.tries === 0));
    this.#heavy.putBack(jobs.filter((j) => j.bytes > this.heavyBytes && j.tries === 0));
    this.#suspect.putBack(jobs.filter((j) => j.tries > 0));
  }

  putAside(job: Job<I, O>): void {
    this.#suspect.push(job);
  }

  /** Light jobs that wait. */
  get light(): number {
    return this.#light.length;
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
