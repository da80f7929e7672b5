/**
 * The log file: grows up to a size, then `allinea.log` becomes `allinea1.log` and so on.
 * Invariant: nothing is held on to. Before each write it is asked which file the path names now: one renamed or removed by
 * logrotate is let go and a new one opened, one that was emptied is continued, one that failed is opened anew.
 */
import { writeSync } from 'node:fs';
import { constants, type FileHandle, open, rename, stat } from 'node:fs/promises';
import { dirname, format, parse } from 'node:path';
import { makeFolder } from '../folder.js';
import type { Target } from './outlet.js';

export interface LogFileOptions {
  readonly file: string;
  /** Bytes after which the next write goes to a new file; undefined: it grows. */
  readonly maxBytes?: number;
  /** How many files, the current one included. */
  readonly maxFiles?: number;
}

/** A named pipe that nobody reads is an error at once, and no thread waits for it. */
const APPEND = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NONBLOCK;
/** Only the daemon's user, whatever its umask; who may read besides is the choice of whoever creates the file (logrotate). */
const MODE = 0o600;

interface Opened {
  readonly handle: FileHandle;
  readonly dev: bigint;
  readonly ino: bigint;
}

const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';

async function factsOf(file: string) {
  try {
    return await stat(file, { bigint: true });
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** `allinea.log` → `allinea2.log`. */
function older(file: string, n: number): string {
  const { dir, name, ext } = parse(file);
  return format({ dir, name: `${name}${n}`, ext });
}

async function renameIfThere(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

export class LogFile implements Target {
  #opened: Opened | undefined;

  constructor(private readonly options: LogFileOptions) {}

  async write(bytes: Buffer): Promise<number> {
    try {
      const { bytesWritten } = await (await this.#current()).write(bytes);
      return bytesWritten;
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  writeSync(bytes: Buffer): number {
    if (this.#opened === undefined) return bytes.length;
    return writeSync(this.#opened.handle.fd, bytes);
  }

  async close(): Promise<void> {
    const opened = this.#opened;
    this.#opened = undefined;
    // What a failing disk says here was already said by the write.
    await opened?.handle.close().catch(() => undefined);
  }

  async #current(): Promise<FileHandle> {
    const { file, maxBytes } = this.options;
    const facts = await factsOf(file);
    const full = facts?.isFile() === true && maxBytes !== undefined && facts.size >= maxBytes;
    if (full) {
      await this.close();
      await this.#rotate();
    } else if (facts !== undefined && facts.dev === this.#opened?.dev && facts.ino === this.#opened.ino) {
      return this.#opened.handle;
    }
    await this.close();
    this.#opened = await this.#open();
    return this.#opened.handle;
  }

  async #open(): Promise<Opened> {
    const { file } = this.options;
    makeFolder(dirname(file));
    const handle = await open(file, APPEND, MODE);
    const { dev, ino } = await handle.stat({ bigint: true });
    return { handle, dev, ino };
  }

  async #rotate(): Promise<void> {
    const { file, maxFiles = 2 } = this.options;
    for (let n = maxFiles - 1; n > 1; n--) await renameIfThere(older(file, n - 1), older(file, n));
    await renameIfThere(file, older(file, 1));
  }
}
