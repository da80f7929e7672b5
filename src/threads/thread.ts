/**
 * One worker thread as the pool sees it: the batches it holds, the job it is at, how it ended.
 * Invariant: when it ends, every job it held is given back exactly once: the one under way as guilty, the others as innocent.
 */
import { Worker } from 'node:worker_threads';
import type { Job } from './lanes.js';
import type { Batch, Birth, Harm, Outcome, Report } from './protocol.js';

export interface ThreadOptions {
  readonly file: URL;
  readonly maxHeapMb: number;
}

/** How a thread ended, and with what in its hands. */
export interface ThreadEnd<I, O> {
  readonly harm: Harm;
  readonly wasReady: boolean;
  /** The job under way; undefined between jobs. */
  readonly guilty: Job<I, O> | undefined;
  readonly innocent: readonly Job<I, O>[];
  readonly error?: unknown;
}

export interface ThreadEvents<I, O> {
  readonly ready: () => void;
  /** A batch was answered. */
  readonly idle: () => void;
  /** It is gone without having been told to go. */
  readonly ended: (end: ThreadEnd<I, O>) => void;
}

/** While it works at one batch the next already waits in the thread: it never idles for an answer of a busy main thread. */
const MAX_BATCHES = 2;
/** Young generation: garbage of envelopes dies young, and a large one would only be resident memory. */
const YOUNG_MB = 8;

function harmOf(error: unknown): Harm {
  return (error as NodeJS.ErrnoException | undefined)?.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'MEMORY' : 'CRASH';
}

export class Thread<S, I, O> {
  readonly #worker: Worker;
  readonly #current: Int32Array;
  readonly #jobs = new Map<number, Job<I, O>>();
  #batches = 0;
  #ready = false;
  #gone = false;
  #next = 1;
  #setup: S | undefined;
  #error: unknown;
  #harm: Harm | undefined;
  #alone = false;
  #seen = 0;
  #ticks = 0;
  /** Bytes of the largest job it ever held. */
  heaviest = 0;

  constructor(
    { file, maxHeapMb }: ThreadOptions,
    private readonly events: ThreadEvents<I, O>,
  ) {
    const current = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
    this.#current = new Int32Array(current);
    this.#worker = new Worker(file, {
      workerData: { current } satisfies Birth,
      // Options of the process (its heap, a debugger) are not the thread's.
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: maxHeapMb, maxYoungGenerationSizeMb: YOUNG_MB },
    });
    this.#worker.on('message', (report: Report<O>) => this.#take(report));
    this.#worker.on('error', (error) => {
      this.#error = error;
    });
    this.#worker.on('exit', () => this.#exit());
    // The process does not live for its threads. After the listeners: adding one would hold it again.
    this.#worker.unref();
  }

  /** Whether it has room for light jobs: none wait behind one that takes long. */
  takes(): boolean {
    return this.#ready && !this.#gone && this.#batches < MAX_BATCHES && this.#ticks === 0 && !this.#alone;
  }

  isFree(): boolean {
    return this.#ready && !this.#gone && this.#batches === 0;
  }

  /** @param alone nothing else is to be sent before this is answered */
  send(jobs: readonly Job<I, O>[], setup: S, alone: boolean): void {
    this.#alone = alone;
    const orders = jobs.map((job) => {
      const id = this.#next;
      // 32 bits of the shared cell; 0 means nothing is under way.
      this.#next = this.#next === 0x7fffffff ? 1 : this.#next + 1;
      this.#jobs.set(id, job);
      this.heaviest = Math.max(this.heaviest, job.bytes);
      return { id, input: job.input };
    });
    const batch: Batch<S, I> = setup === this.#setup ? { orders } : { setup, orders };
    this.#setup = setup;
    this.#batches++;
    // Alive while it works: whoever waits for it keeps the process.
    this.#worker.ref();
    this.#worker.postMessage(batch);
  }

  /** Looks for how many ticks the same job has been under way, this one included. */
  stuckTicks(): number {
    const now = Atomics.load(this.#current, 0);
    this.#ticks = now !== 0 && now === this.#seen ? this.#ticks + 1 : 0;
    this.#seen = now;
    return this.#ticks;
  }

  /** The job under way. */
  under(): Job<I, O> | undefined {
    return this.#jobs.get(Atomics.load(this.#current, 0));
  }

  /** Everything it holds. */
  jobs(): Job<I, O>[] {
    return [...this.#jobs.values()];
  }

  /** Takes back what it has not begun: somebody else does it, and what comes of it here is not looked at. */
  giveBack(): Job<I, O>[] {
    const under = Atomics.load(this.#current, 0);
    const others = [...this.#jobs].filter(([id]) => id !== under);
    for (const [id] of others) this.#jobs.delete(id);
    return others.map(([, job]) => job);
  }

  /** Ends it: silently, or because of what its job did. */
  async end(harm?: Harm): Promise<void> {
    if (harm === undefined) this.#gone = true;
    else this.#harm ??= harm;
    await this.#worker.terminate();
  }

  #take(report: Report<O>): void {
    if (this.#gone) return;
    if ('ready' in report) {
      this.#ready = true;
      this.events.ready();
      return;
    }
    this.#batches--;
    this.#ticks = 0;
    this.#alone = false;
    if (this.#batches === 0) this.#worker.unref();
    for (const outcome of report.outcomes) this.#settle(outcome);
    this.events.idle();
  }

  #settle(outcome: Outcome<O>): void {
    const job = this.#jobs.get(outcome.id);
    this.#jobs.delete(outcome.id);
    if (job === undefined) return;
    if ('output' in outcome) job.resolve(outcome.output);
    else job.reject(Object.assign(new Error(outcome.error.message), { name: outcome.error.name }));
  }

  #exit(): void {
    if (this.#gone) return;
    this.#gone = true;
    const under = Atomics.load(this.#current, 0);
    const guilty = this.#jobs.get(under);
    this.#jobs.delete(under);
    const innocent = this.jobs();
    this.#jobs.clear();
    const harm = this.#harm ?? harmOf(this.#error);
    this.events.ended({ harm, wasReady: this.#ready, guilty, innocent, error: this.#error });
  }
}
