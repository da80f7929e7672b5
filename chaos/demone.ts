/**
 * A real daemon in a process of its own, that can be killed, frozen, stopped and started again with less disk.
 * Invariant: only processes started here are ever signalled, and none of them outlives this one.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, type WriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const CLI = fileURLToPath(new URL('../src/cli.js', import.meta.url));
const AVVIO_MS = 90_000;
const FERMATA_MS = 30_000;

const vivi = new Set<ChildProcess>();
process.on('exit', () => {
  for (const p of vivi) p.kill('SIGKILL');
});

export interface AvvioOptions {
  /** Biggest file the process may write, in kB: its disk is full beyond. */
  readonly discoKB?: number;
  /** Variables of the configuration, over the file. */
  readonly env?: Readonly<Record<string, string>>;
}

export class Demone {
  #processo: ChildProcess | undefined;
  #finito: Promise<void> = Promise.resolve();
  readonly #log: WriteStream;
  /** Starts so far, and ends that nobody asked for. */
  avvii = 0;
  cadute = 0;
  /** Notifications it acknowledged out of the spool. */
  nelloSpool = 0;

  constructor(
    readonly nome: string,
    private readonly port: number,
    private readonly configFile: string,
    logFile: string,
  ) {
    this.#log = createWriteStream(logFile, { flags: 'a' });
  }

  /** Where it listens, or soon will; undefined while there is no process. */
  get url(): string | undefined {
    return this.#processo === undefined ? undefined : `http://127.0.0.1:${this.port}`;
  }

  get pid(): number | undefined {
    return this.#processo?.pid;
  }

  /** Starts the process and resolves when it listens; false when it ended before. */
  async avvia({ discoKB, env = {} }: AvvioOptions = {}): Promise<boolean> {
    if (this.#processo !== undefined) throw new Error(`${this.nome} runs already`);
    const args = [CLI, 'avvia', '--config', this.configFile];
    const limite = discoKB === undefined ? '' : `ulimit -f ${Math.max(1, Math.ceil(discoKB))}; `;
    const p = spawn('bash', ['-c', `${limite}exec "$0" "$@"`, process.execPath, ...args], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { PATH: process.env.PATH ?? '', ...env },
    });
    this.#osserva(p);
    return this.#pronto(p);
  }

  #osserva(p: ChildProcess): void {
    this.avvii += 1;
    this.#processo = p;
    vivi.add(p);
    if (p.stdout !== null) {
      p.stdout.pipe(this.#log, { end: false });
      createInterface({ input: p.stdout }).on('line', (riga) => {
        if (riga.includes('"esito":"spool"')) this.nelloSpool += 1;
      });
    }
    p.stderr?.pipe(this.#log, { end: false });
    this.#finito = new Promise((resolve) => {
      p.once('exit', () => {
        vivi.delete(p);
        if (this.#processo === p) {
          this.#processo = undefined;
          this.cadute += 1;
        }
        resolve();
      });
    });
  }

  async #pronto(p: ChildProcess): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const tardi = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`${this.nome} does not start`)), AVVIO_MS);
    });
    const detto = new Promise<boolean>((resolve) => {
      p.once('message', () => resolve(true));
    });
    try {
      return await Promise.race([detto, this.#finito.then(() => false), tardi]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** SIGKILL, at once. */
  uccidi(): Promise<void> {
    return this.#manda('SIGKILL');
  }

  /** SIGTERM, as a service is stopped; SIGKILL when that takes too long. */
  async ferma(): Promise<void> {
    const p = this.#processo;
    const timer = setTimeout(() => p?.kill('SIGKILL'), FERMATA_MS);
    await this.#manda('SIGTERM');
    clearTimeout(timer);
  }

  async #manda(segnale: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const p = this.#processo;
    if (p === undefined) return;
    const finito = this.#finito;
    this.#processo = undefined;
    p.kill(segnale);
    await finito;
  }

  /** Frozen: it keeps its connections and answers nobody. */
  congela(): void {
    this.#processo?.kill('SIGSTOP');
  }

  scongela(): void {
    this.#processo?.kill('SIGCONT');
  }

  chiudi(): void {
    this.#log.end();
  }
}
