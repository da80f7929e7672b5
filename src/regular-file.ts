/**
 * The one way to read a file that somebody named: keystores, passwords, certificates, configuration, what is given by hand.
 * Invariant: a queue, a device, a folder or a file larger than its kind ever is ends in an error at once; nothing waits for a
 * writer, and memory never holds more than the limit.
 */
import { isUtf8 } from 'node:buffer';
import {
  accessSync,
  closeSync,
  constants,
  createReadStream,
  fstatSync,
  openSync,
  type ReadStream,
  readSync,
  statSync,
} from 'node:fs';
import { daCp1252 } from './anpr/cp1252.js';

/** The most that each kind of file may hold, in bytes; real ones are a hundred times smaller. */
export const MAX_FILE = {
  SECRET: 64 * 1024,
  KEYSTORE: 1024 * 1024,
  PEM: 4 * 1024 * 1024,
  /** Lists of revoked certificates: a public CA has some 100,000 in one. */
  CRL: 64 * 1024 * 1024,
  CONFIG: 8 * 1024 * 1024,
  /** Tables of an office, given by hand and read whole. */
  TABLE: 64 * 1024 * 1024,
} as const;

/** What stands under this name is nothing that can be read whole. `code` and `path` as those of the file system. */
export class FileError extends Error {
  override readonly name = 'FileError';
  constructor(
    readonly code: 'NOT_A_FILE' | 'EISDIR' | 'ENOTDIR' | 'TOO_LARGE',
    readonly path: string,
  ) {
    super(`${code}: ${path}`);
  }
}

const WORDS: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'non c’è, o non c’è la sua cartella'],
  ['EACCES', 'i permessi non bastano'],
  ['EPERM', 'i permessi non bastano'],
  ['EISDIR', 'è una cartella, serve un file'],
  ['ENOTDIR', 'nel percorso c’è un file al posto di una cartella'],
  ['ELOOP', 'è un collegamento che torna su sé stesso'],
  ['ENAMETOOLONG', 'il nome è troppo lungo'],
  ['EIO', 'il disco non lo legge'],
  ['ENOSPC', 'il disco è pieno'],
  ['EDQUOT', 'lo spazio concesso è finito'],
  ['EROFS', 'il disco è di sola lettura'],
  ['EMFILE', 'il processo ha troppi file aperti'],
  ['ENFILE', 'la macchina ha troppi file aperti'],
  ['NOT_A_FILE', 'non è un file: è una coda, un dispositivo o un socket'],
  ['TOO_LARGE', 'è troppo grande per essere quello che serve'],
]);

/** The code of what the file system, or this module, threw. */
export const fileCode = (error: unknown): string => {
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === 'string' ? code : 'errore';
};

/** Why a file could not be read or written, for an operator: `i permessi non bastano (EACCES)`; a code alone when it is rare. */
export function fileWords(error: unknown): string {
  const code = fileCode(error);
  const words = WORDS.get(code);
  return words === undefined ? code : `${words} (${code})`;
}

/** True for the faults of files that have words. */
export const isFileFault = (error: unknown): error is Error & { readonly path: string } =>
  WORDS.has(fileCode(error)) && typeof (error as { path?: unknown }).path === 'string';

function mustBeFile(
  stat: { isFile(): boolean; isDirectory(): boolean; size: number },
  path: string,
  max: number,
): void {
  if (stat.isDirectory()) throw new FileError('EISDIR', path);
  if (!stat.isFile()) throw new FileError('NOT_A_FILE', path);
  if (stat.size > max) throw new FileError('TOO_LARGE', path);
}

/** Looked at before it is opened, because to open a device may do something; never waits for the other end of a queue. */
function openRegular(path: string, max: number): number {
  mustBeFile(statSync(path), path, max);
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    mustBeFile(fstatSync(fd), path, max);
    return fd;
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

/**
 * Throws unless a regular file is there and may be read. Does not open it: to close a file that SQLite has open in this
 * process would give up its locks.
 * @throws FileError, Error of the file system
 */
export function checkRegular(path: string, max = Number.POSITIVE_INFINITY): void {
  accessSync(path, constants.R_OK);
  mustBeFile(statSync(path), path, max);
}

/** Some files of the system say 0 and hold more: what is read is counted. */
function readAll(fd: number, path: string, max: number): Buffer {
  const parts: Buffer[] = [];
  let total = 0;
  for (;;) {
    const part = Buffer.allocUnsafe(Math.min(64 * 1024, max + 1 - total));
    const read = readSync(fd, part, 0, part.byteLength, null);
    if (read === 0) return Buffer.concat(parts, total);
    total += read;
    if (total > max) throw new FileError('TOO_LARGE', path);
    parts.push(part.subarray(0, read));
  }
}

/** The bytes of a regular file. @param max bytes, see `MAX_FILE` @throws FileError, Error of the file system */
export function readRegular(path: string, max: number): Buffer {
  const fd = openRegular(path, max);
  try {
    return readAll(fd, path, max);
  } finally {
    closeSync(fd);
  }
}

const BOM = '\uFEFF';

/** The same as text in UTF-8, without the mark that some editors put first. */
export function readRegularText(path: string, max: number): string {
  const text = readRegular(path, max).toString('utf8');
  return text.startsWith(BOM) ? text.slice(1) : text;
}

/** A stream of a regular file of any size. @throws FileError, Error of the file system: before the first byte */
export function streamRegular(path: string): ReadStream {
  return createReadStream(path, { fd: openRegular(path, Number.POSITIVE_INFINITY) });
}

/** The text of a file is in another encoding than UTF-8. */
export class EncodingError extends Error {
  override readonly name = 'EncodingError';
  /** @param line of the first byte that is no UTF-8, from 1; null where every second byte is empty (UTF-16, UTF-32) */
  constructor(readonly line: number | null) {
    super('not UTF-8');
  }
}

/** The first line that is no UTF-8: what one line holds never depends on another. */
function lineNotUtf8(bytes: Buffer): number {
  let line = 1;
  for (let from = 0; from < bytes.length; line += 1) {
    const end = bytes.indexOf(0x0a, from);
    const to = end < 0 ? bytes.length : end;
    if (!isUtf8(bytes.subarray(from, to))) return line;
    from = to + 1;
  }
  return line;
}

/**
 * The text of a regular file that must be UTF-8, with or without the mark that some editors put first.
 * @throws FileError, Error of the file system, EncodingError
 */
export function readUtf8(path: string, max: number): string {
  const bytes = readRegular(path, max);
  const [a = 0, b = 0] = bytes;
  // No text of ours holds an empty byte; UTF-16 without a mark has them beside every ASCII letter.
  if ((Math.min(a, b) === 0xfe && Math.max(a, b) === 0xff) || bytes.includes(0)) throw new EncodingError(null);
  if (!isUtf8(bytes)) throw new EncodingError(lineNotUtf8(bytes));
  const text = bytes.toString('utf8');
  return text.startsWith(BOM) ? text.slice(1) : text;
}

/** UTF-8; what is not is windows-1252, as editors wrote accented letters for decades. UTF-16 is known by its mark. */
function textOf(bytes: Buffer): string {
  const [a, b] = bytes;
  if (a === 0xff && b === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (a === 0xfe && b === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return daCp1252(bytes.toString('latin1'));
  }
}

/** The secret that the bytes of a file say: a mark of the encoding, and blanks and newlines after it, are no part of it. */
export function secretOf(bytes: Buffer): string {
  return textOf(bytes).trimEnd();
}

/** A password or another secret, from the file that holds nothing else. @throws FileError, Error of the file system */
export const readSecret = (path: string): string => secretOf(readRegular(path, MAX_FILE.SECRET));
