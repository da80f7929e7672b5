/**
 * The file that this process is writing: append only, one fsync for everybody who waits.
 * Law: acknowledged is stored. `write` resolves only when the records are on disk in a file that whoever drains will read.
 */
import { type FileHandle, open, stat, unlink } from 'node:fs/promises';
import { Gate } from '../gate.js';
import { markerOf, newFile, openFolder, syncFolder } from './cartella.js';
import { sealRecord } from './record.js';

interface Active {
  readonly file: FileHandle;
  readonly path: string;
  readonly uuid: string;
  readonly ino: number;
  /** Where the acknowledged records end. */
  byte: number;
}

/** Another process may take our file for abandoned and drain it once, twice at most: then we would have to be dead. */
const MOVES = 3;

export class SpoolWriter {
  readonly #gate = new Gate();
  readonly #own = new Set<string>();
  #active: Active | undefined;

  constructor(private readonly dir: string) {}

  /** UUIDs of the files that this process wrote. */
  get own(): ReadonlySet<string> {
    return this.#own;
  }

  /**
   * Appends the payloads in order and resolves after the fsync.
   * @throws Error of the file system (full, read-only, gone): then nothing of it counts as written
   */
  async write(payloads: readonly Uint8Array[]): Promise<void> {
    if (payloads.length === 0) return;
    await this.#gate.run(async () => {
      for (let i = 0; i < MOVES; i++) if (await this.#append(payloads)) return;
      throw new Error('the file of the spool is taken away as soon as it is written');
    });
  }

  /** Ends the file being written, so that it can be drained; the next write begins another one. */
  seal(): Promise<void> {
    return this.#gate.run(async () => {
      const active = this.#active;
      this.#active = undefined;
      await active?.file.close();
    });
  }

  /** False when the file was claimed meanwhile: whoever drains it may not have seen what was appended last. */
  async #append(payloads: readonly Uint8Array[]): Promise<boolean> {
    this.#active ??= await this.#begin();
    const active = this.#active;
    const bytes = Buffer.concat(payloads.map((p) => sealRecord(markerOf(active.uuid), p)));
    try {
      await active.file.writeFile(bytes);
      await active.file.sync();
      if (!(await isInPlace(active))) {
        this.#active = undefined;
        await active.file.close();
        return false;
      }
    } catch (error) {
      await this.#abandon(active);
      throw error;
    }
    active.byte += bytes.byteLength;
    return true;
  }

  async #begin(): Promise<Active> {
    await openFolder(this.dir);
    const { path, uuid } = newFile(this.dir);
    const file = await open(path, 'ax', 0o600);
    try {
      const { ino } = await file.stat();
      await syncFolder(this.dir);
      this.#own.add(uuid);
      return { file, path, uuid, ino, byte: 0 };
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** After a failed write or fsync nobody knows what the disk holds: the file ends where it was acknowledged. */
  async #abandon(active: Active): Promise<void> {
    this.#active = undefined;
    try {
      if (active.byte === 0) await unlink(active.path);
      else await active.file.truncate(active.byte);
    } catch {
      // What stays is a torn tail, or records that nobody acknowledged: ANPR sends them again, and once is the rule.
    }
    await active.file.close().catch(() => undefined);
  }
}

async function isInPlace({ path, ino }: Active): Promise<boolean> {
  try {
    return (await stat(path)).ino === ino;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}
