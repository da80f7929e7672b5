/**
 * Worker threads that do what might never end, or end the process: each job has a deadline and a limit of memory.
 * Invariant: a job settles exactly once. Whatever a job does to its thread, the others are done by another thread, and nothing
 * waits for a thread that is gone.
 */
import type { Log } from '../log.js';
import { type Job, Lanes } from './lanes.js';
import type { Harm } from './protocol.js';
import { Thread, type ThreadEnd } from './thread.js';

/** The job cannot be done here, twice tried: what it holds is harmful, or this machine cannot carry it. */
export class HarmfulJobError extends Error {
  override readonly name = 'HarmfulJobError';
  constructor(
    readonly harm: Harm,
    message: string,
  ) {
    super(message);
  }
}

/** The pool was closed, or its threads cannot start: nothing is known of the job. */
export class PoolUnavailableError extends Error {
  override readonly name = 'PoolUnavailableError';
}

export interface PoolOptions<S, I> {
  /** Module that calls `serve`. */
  readonly file: URL;
  /** At least two: one may be held by a heavy job. */
  readonly threads: number;
  /** The last thread starts when something heavy, suspect or slow needs it, and not before: each holds memory of its own. */
  readonly spare?: boolean;
  /** How long one job may take. Counted in ticks of this process: what the machine sleeps does not count. */
  readonly deadlineMs: number;
  /** Heap of JavaScript of one thread. */
  readonly maxHeapMb: number;
  /** What the handler is configured with; another object is sent before the next job. */
  readonly setup: () => S;
  readonly bytesOf: (input: I) => number;
  /** Who asks for a job: each has its turn, however many one asks for. */
  readonly askerOf?: (input: I) => string;
  /** Jobs above this never hold all threads. */
  readonly heavyBytes: number;
  /** A thread that did a job above this is replaced (WebAssembly gives no memory back); `heavyBytes` when absent. */
  readonly wearBytes?: number;
  readonly log: Log;
}

export interface Pool<I, O> {
  /** @throws HarmfulJobError twice a thread was ended by it; PoolUnavailableError; Error what the handler threw, as text */
  run(input: I): Promise<O>;
  /** Jobs given and not settled. */
  pending(): number;
  /** Ends the threads; what is still waiting is rejected. */
  close(): Promise<void>;
}

/** A job that brings its thread down once may have had a bad neighbour of memory, or a starved machine: twice is its own doing. */
const MAX_TRIES = 2;
/** Deadlines are looked at this often; a process that was stopped for an hour sees one look go by. */
const TICK_MS = 250;
/** Who asks for a job that takes so long has the last thread only, for so long. */
const SLOW_TICKS = 2;
const PENANCE_TICKS = 40;
/** So many jobs, and bytes, cross at most at once: more would wait for each other's answers. */
const BATCH = { jobs: 32, bytes: 1024 * 1024 } as const;
/** Threads that end before they are up, in a row, until waiting jobs are told; then it is tried again at each tick. */
const MAX_STILLBORN = 3;

class ThreadPool<S, I, O> implements Pool<I, O> {
  readonly #lanes: Lanes<I, O>;
  readonly #threads: (Thread<S, I, O> | undefined)[];
  readonly #ticker: NodeJS.Timeout;
  #stillborn = 0;
  #closed = false;
  #pending = 0;
  #pumping = false;

  constructor(private readonly o: PoolOptions<S, I>) {
    this.#lanes = new Lanes(o.heavyBytes);
    this.#threads = Array.from({ length: o.threads }, () => undefined);
    this.#ticker = setInterval(() => this.#tick(), TICK_MS).unref();
    for (let i = 0; i < o.threads; i++) if (!this.#isSpare(i)) this.#start(i);
  }

  run(input: I): Promise<O> {
    if (this.#closed) return Promise.reject(new PoolUnavailableError('the pool is closed'));
    const bytes = this.o.bytesOf(input);
    const asker = this.o.askerOf?.(input) ?? '';
    return new Promise<O>((resolve, reject) => {
      this.#pending++;
      this.#lanes.add({ input, bytes, asker, tries: 0, resolve, reject });
      this.#pumpSoon();
    }).finally(() => this.#pending--);
  }

  pending(): number {
    return this.#pending;
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#ticker);
    const left = this.#threads.flatMap((t) => t?.jobs() ?? []);
    await Promise.all(this.#threads.map((t) => t?.end()));
    this.#rejectAll([...left, ...this.#lanes.drain()], 'the pool was closed');
  }

  #isSpare(i: number): boolean {
    return this.o.spare === true && i === this.o.threads - 1;
  }

  /** The spare thread, where it is not there: threads that cannot start are tried again at the ticks. */
  #callSpare(): void {
    const last = this.o.threads - 1;
    if (this.#threads[last] === undefined && this.#stillborn < MAX_STILLBORN) this.#start(last);
  }

  #start(i: number): void {
    if (this.#closed) return;
    const { file, maxHeapMb } = this.o;
    this.#threads[i] = new Thread<S, I, O>(
      { file, maxHeapMb },
      {
        ready: () => {
          this.#stillborn = 0;
          this.#pump();
        },
        idle: () => this.#afterBatch(i),
        ended: (end) => this.#ended(i, end),
      },
    );
  }

  /** A thread that did heavy work is replaced as soon as it is free: what WebAssembly grew to stays with it. */
  #afterBatch(i: number): void {
    const thread = this.#threads[i];
    if (thread?.isFree() === true && thread.heaviest > (this.o.wearBytes ?? this.o.heavyBytes)) {
      void thread.end();
      this.#threads[i] = undefined;
      if (!this.#isSpare(i)) this.#start(i);
    }
    this.#pump();
  }

  /** After this turn of the event loop: what comes in one turn crosses together, and waking a thread costs as much as a job. */
  #pumpSoon(): void {
    if (this.#pumping) return;
    this.#pumping = true;
    setImmediate(() => {
      this.#pumping = false;
      this.#pump();
    });
  }

  /** What is heavy or suspect goes to the last thread only, when it is free: the others stay for everybody else. */
  #pump(): void {
    if (this.#lanes.hasAlone()) this.#callSpare();
    const last = this.#threads.at(-1);
    if (this.#lanes.hasAlone() && last?.isFree() === true) {
      const job = this.#lanes.takeAlone();
      if (job !== undefined) last.send([job], this.o.setup(), true);
    }
    for (const thread of this.#threads) {
      // It has to come free for what waits for it.
      if (thread === last && this.#lanes.hasAlone()) continue;
      if (thread?.takes() === true) this.#sendShare(thread);
    }
  }

  /** Light jobs for one thread, and as many left for each of the others. */
  #sendShare(thread: Thread<S, I, O>): void {
    const jobs = Math.min(
      BATCH.jobs,
      Math.ceil(this.#lanes.light / this.#threads.filter((t) => t !== undefined).length),
    );
    const batch = this.#lanes.takeLight({ ...BATCH, jobs });
    if (batch.length > 0) thread.send(batch, this.o.setup(), false);
  }

  #ended(i: number, end: ThreadEnd<I, O>): void {
    this.#threads[i] = undefined;
    if (this.#closed) return;
    const { log } = this.o;
    if (!end.wasReady) this.#stillborn++;
    log.warn('Worker thread ended', { harm: end.harm, jobs: end.innocent.length, error: end.error });
    if (end.guilty !== undefined) this.#again(end.guilty, end.harm);
    this.#lanes.putBack(end.innocent);
    if (this.#stillborn < MAX_STILLBORN) {
      if (!this.#isSpare(i)) this.#start(i);
      this.#pump();
      return;
    }
    log.error('Worker threads cannot start', { count: this.#stillborn, error: end.error });
    this.#rejectAll(this.#lanes.drain(), 'worker threads cannot start');
  }

  #again(job: Job<I, O>, harm: Harm): void {
    job.tries++;
    if (job.tries < MAX_TRIES) this.#lanes.putAside(job);
    else job.reject(new HarmfulJobError(harm, `a worker thread was ended twice by this job (${harm})`));
  }

  #tick(): void {
    this.#lanes.tick();
    for (const [i, thread] of this.#threads.entries()) {
      if (thread !== undefined) this.#watch(thread);
      else if (!this.#isSpare(i)) this.#start(i);
    }
    this.#pump();
  }

  /** A job that takes long keeps its thread, but not those that wait behind it. */
  #watch(thread: Thread<S, I, O>): void {
    const stuck = thread.stuckTicks();
    if (stuck > 0) {
      this.#lanes.putBack(thread.giveBack());
      this.#callSpare();
    }
    if (stuck >= SLOW_TICKS) this.#lanes.slowDown(thread.under()?.asker ?? '', PENANCE_TICKS);
    if (stuck * TICK_MS >= this.o.deadlineMs) void thread.end('DEADLINE');
  }

  #rejectAll(jobs: readonly Job<I, O>[], why: string): void {
    for (const job of jobs) job.reject(new PoolUnavailableError(why));
  }
}

/** Starts the threads. @throws RangeError fewer than two threads */
export function openPool<S, I, O>(options: PoolOptions<S, I>): Pool<I, O> {
  if (options.threads < 2) throw new RangeError('a pool needs two threads: one may be held by a heavy job');
  return new ThreadPool<S, I, O>(options);
}
