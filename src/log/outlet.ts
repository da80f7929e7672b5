/**
 * One place where log lines go: stdout, a file. It may fail, stand still, come back.
 * Invariant: nobody who logs waits or fails for it; every line is either written whole or counted as lost, and what was lost is
 * told as soon as there is somebody to tell. Each write tries again: it costs little, and nobody has to know when space returns.
 */

/** Where bytes go in the end. */
export interface Target {
  /** One write; how many bytes it took. @throws NodeJS.ErrnoException */
  write(bytes: Buffer): Promise<number>;
  /** The same at the end of the process, when nothing can be waited for. @throws NodeJS.ErrnoException */
  writeSync(bytes: Buffer): number;
  close(): Promise<void>;
}

export interface OutletEvents {
  /** It stopped taking lines. */
  readonly failed: (code: string) => void;
  /** It takes lines again; so many never got there. */
  readonly recovered: (lost: number) => void;
  /** It is about to be closed and still takes none; so many never got there. */
  readonly ended: (lost: number) => void;
}

/** Characters that wait for an outlet that stands still: minutes of a busy daemon. */
const MAX_WAITING = 4 * 1024 * 1024;
/** So much leaves in one write. */
const MAX_CHUNK = 256 * 1024;
/** How long the end of the process waits for an outlet that stands still. */
const FLUSH_MS = 2_000;

const NEWLINE = 10;

function newlinesIn(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, at + 1)) count++;
  return count;
}

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? 'UNKNOWN';

export class Outlet {
  #lines: string[] = [];
  #waiting = 0;
  #lost = 0;
  #failing = false;
  /** The last write ended inside a line. */
  #torn = false;
  #work: Promise<void> | undefined;
  #timer: NodeJS.Immediate | undefined;
  readonly #onExit = (): void => this.#last();

  constructor(
    private readonly target: Target,
    private readonly events: OutletEvents,
  ) {
    process.on('exit', this.#onExit);
  }

  /** Takes a line, with its newline. Lines of one turn of the event loop leave in one write: each would cost as much as making it. */
  push(line: string): void {
    if (this.#waiting + line.length > MAX_WAITING) {
      this.#lost++;
      this.#fails('EAGAIN');
      return;
    }
    this.#lines.push(line);
    this.#waiting += line.length;
    if (this.#work === undefined) this.#timer ??= setImmediate(() => this.#start());
  }

  /** Writes what waits and says what was lost: before `close`, while the others can still be told. Ends in any case. */
  async flush(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, FLUSH_MS);
    });
    await Promise.race([this.#settled(), patience]);
    clearTimeout(timer);
    if (this.#lost === 0) return;
    this.events.ended(this.#lost);
    this.#lost = 0;
  }

  async close(): Promise<void> {
    await this.flush();
    process.off('exit', this.#onExit);
    if (this.#work === undefined) await this.target.close();
  }

  async #settled(): Promise<void> {
    this.#start();
    while (this.#work !== undefined) await this.#work;
  }

  #start(): void {
    clearImmediate(this.#timer);
    this.#timer = undefined;
    if (this.#work !== undefined || this.#lines.length === 0) return;
    this.#work = this.#drain().finally(() => {
      this.#work = undefined;
      // Said while the last write was being told of.
      this.#start();
    });
  }

  async #drain(): Promise<void> {
    while (this.#lines.length > 0) {
      const bytes = this.#take();
      let at = 0;
      try {
        while (at < bytes.length) at += await this.target.write(bytes.subarray(at));
        this.#written();
      } catch (error) {
        this.#notWritten(bytes, at, codeOf(error));
      }
    }
  }

  #take(): Buffer {
    const lines: string[] = this.#torn ? ['\n'] : [];
    let length = 0;
    let count = 0;
    for (const line of this.#lines) {
      if (count > 0 && length + line.length > MAX_CHUNK) break;
      length += line.length;
      count++;
      lines.push(line);
    }
    this.#lines = this.#lines.slice(count);
    this.#waiting -= length;
    return Buffer.from(lines.join(''));
  }

  #written(): void {
    this.#torn = false;
    if (!this.#failing && this.#lost === 0) return;
    this.#failing = false;
    const lost = this.#lost;
    this.#lost = 0;
    this.events.recovered(lost);
  }

  #notWritten(bytes: Buffer, at: number, code: string): void {
    // The newline that ends a torn line is no line of its own.
    const own = this.#torn && at === 0 ? 1 : 0;
    this.#lost += newlinesIn(bytes.subarray(at)) - own;
    if (at > 0) this.#torn = bytes[at - 1] !== NEWLINE;
    this.#fails(code);
  }

  #fails(code: string): void {
    if (this.#failing) return;
    this.#failing = true;
    this.events.failed(code);
  }

  /** The process ends without having closed the log. */
  #last(): void {
    while (this.#lines.length > 0) {
      const bytes = this.#take();
      try {
        for (let at = 0; at < bytes.length; ) at += this.target.writeSync(bytes.subarray(at));
      } catch {
        // Nobody is left who could be told.
        return;
      }
    }
  }
}
