/**
 * The spool: a bounded folder of append-only files where notifications wait while the database does not take them.
 * Law: acknowledged is stored. `conserva` resolves after an fsync shared by everybody who waits; SIGKILL at any byte loses
 * nothing it resolved for. Files of dead processes are drained by whoever finds them.
 */
import { access, constants, open } from 'node:fs/promises';
import { InfrastructureError } from '../../errors.js';
import { isDatabaseAtFault } from '../driver-errors.js';
import { GroupCommit } from '../group-commit.js';
import type { NotificaRicevuta } from '../notifica.js';
import { claim, type FileSpool, listFiles, markerOf, mayClaim, openFolder } from './cartella.js';
import { type Consegna, type Destinazione, type Drenato, drainFile } from './drenaggio.js';
import { countRecords } from './lettura.js';
import { encodeNotifica, HEAD_BYTES } from './record.js';
import { SpoolWriter } from './scrittura.js';

export interface SpoolOptions {
  /** Folder of this installation's spool; made when it is needed. */
  readonly dir: string;
  /** Bytes of all its files together. */
  readonly maxBytes: number;
}

/** What is in the folder. */
export interface MisuraSpool {
  readonly notifiche: number;
  readonly byte: number;
  /** Since when the oldest of them waits, ISO-8601 UTC; null when nothing waits. */
  readonly dal: string | null;
  /** Files of what could not be delivered. */
  readonly accantonati: number;
}

/** Payloads of one fsync: bounds memory and the time others wait. */
const BATCH_ITEMS = 256;
const BATCH_BYTES = 16 * 1_048_576;

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? String(error);

const unknownState = (): Promise<never> => Promise.reject(new InfrastructureError('nobody asked the database'));

const isWell = (bussa: () => Promise<unknown>): Promise<boolean> =>
  bussa().then(
    () => true,
    () => false,
  );

/** Counts what waits in the folder, from any process. @throws Error of the file system, when it is there and unreadable */
export async function misuraSpool(dir: string): Promise<MisuraSpool> {
  const files = await listFiles(dir);
  let notifiche = 0;
  let dal: number | null = null;
  for (const f of files) {
    if (f.kind === 'aside') continue;
    const n = await recordsOf(f);
    notifiche += n;
    if (n > 0 && (dal === null || f.bornAt < dal)) dal = f.bornAt;
  }
  return {
    notifiche,
    byte: totalOf(files),
    dal: dal === null ? null : new Date(dal).toISOString(),
    accantonati: files.filter((f) => f.kind === 'aside').length,
  };
}

const totalOf = (files: readonly FileSpool[]): number => files.reduce((sum, f) => sum + f.byte, 0);

async function recordsOf(f: FileSpool): Promise<number> {
  try {
    const file = await open(f.path, 'r');
    try {
      return await countRecords(file, markerOf(f.uuid));
    } finally {
      await file.close();
    }
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return 0;
    throw error;
  }
}

export class Spool {
  readonly #writer: SpoolWriter;
  readonly #group: GroupCommit<Buffer, InfrastructureError | null>;
  #serial = 0;

  constructor(private readonly options: SpoolOptions) {
    this.#writer = new SpoolWriter(options.dir);
    this.#group = new GroupCommit({
      maxItems: BATCH_ITEMS,
      maxBytes: BATCH_BYTES,
      bytesOf: (payload) => payload.byteLength,
      keyOf: () => String(this.#serial++),
      write: (payloads) => this.#write(payloads),
    });
  }

  /** Makes the folder and sees whether it can be written. @throws InfrastructureError */
  async prepara(): Promise<void> {
    try {
      await openFolder(this.options.dir);
      await access(this.options.dir, constants.R_OK | constants.W_OK | constants.X_OK);
    } catch (error) {
      throw new InfrastructureError(`spool not usable: ${codeOf(error)}`);
    }
  }

  /**
   * Keeps a notification and resolves after the fsync.
   * @throws InfrastructureError the spool or the disk is full or not there: nothing was kept
   */
  async conserva(notifica: NotificaRicevuta): Promise<void> {
    const problem = await this.#group.save(encodeNotifica(notifica));
    if (problem !== null) throw problem;
  }

  /** Bytes of the files in the folder. @throws InfrastructureError */
  async byte(): Promise<number> {
    return totalOf(await this.#files());
  }

  misura(): Promise<MisuraSpool> {
    return misuraSpool(this.options.dir);
  }

  /**
   * Delivers what waits, file by file: this process's own and those of processes that seem gone.
   * A file that the database refuses keeps back none of those behind it, as long as the database says that it is well.
   * @param bussa resolves when the database is well; without it the first refusal ends the work
   * @throws InfrastructureError, TransientError when the database stops taking; the rest waits
   */
  async svuota(consegna: Consegna, bussa: Destinazione['bussa'] = unknownState): Promise<Drenato> {
    const fatto: Drenato = { consegnate: 0, accantonate: 0, bytePersi: 0, illeggibili: 0, trattenute: 0 };
    const verso: Destinazione = { consegna, bussa, trattieni: (n) => this.conserva(n) };
    await this.#writer.seal();
    let refused: unknown;
    for (const f of await this.#files()) {
      if (!mayClaim(f, this.#writer.own, Date.now())) continue;
      try {
        const mine = await claim(f);
        if (mine !== undefined) await drainFile({ dir: this.options.dir, f: mine }, verso, fatto);
      } catch (error) {
        if (!isDatabaseAtFault(error)) fatto.illeggibili += 1;
        else if (await isWell(bussa)) refused = error;
        else throw error;
      }
    }
    if (refused !== undefined) throw refused;
    return fatto;
  }

  /** Ends the file being written. The folder stays: it says whose spool this is when the database cannot. */
  async chiudi(): Promise<void> {
    await this.#group.idle();
    await this.#writer.seal();
  }

  async #files(): Promise<FileSpool[]> {
    try {
      return await listFiles(this.options.dir);
    } catch (error) {
      throw new InfrastructureError(`spool not readable: ${codeOf(error)}`);
    }
  }

  /** Keeps what fits, in order; the outcome of each is why it was not kept, null when it was. */
  async #write(payloads: readonly Buffer[]): Promise<(InfrastructureError | null)[]> {
    const full = new InfrastructureError(`spool full: ${this.options.maxBytes} bytes`);
    let free = this.options.maxBytes - (await this.byte());
    const fitting = payloads.filter(({ byteLength }) => {
      const fits = byteLength + HEAD_BYTES <= free;
      if (fits) free -= byteLength + HEAD_BYTES;
      return fits;
    });
    const { written, problem } = await this.#append(fitting);
    const kept = new Set(fitting.slice(0, written));
    return payloads.map((p) => (kept.has(p) ? null : (problem ?? full)));
  }

  /** Writes all together, or, where the disk does not take that much, one by one until it takes no more. */
  async #append(payloads: readonly Buffer[]): Promise<{ written: number; problem: InfrastructureError | null }> {
    let written = 0;
    try {
      await this.#writer.write(payloads);
      return { written: payloads.length, problem: null };
    } catch (error) {
      if (payloads.length === 1) return { written, problem: notWritten(error) };
    }
    try {
      for (; written < payloads.length; written++) await this.#writer.write(payloads.slice(written, written + 1));
      return { written, problem: null };
    } catch (error) {
      return { written, problem: notWritten(error) };
    }
  }
}

const notWritten = (error: unknown): InfrastructureError =>
  new InfrastructureError(`spool not written: ${codeOf(error)}`);
