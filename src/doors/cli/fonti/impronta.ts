/**
 * Names a set of files, so that a load interrupted finds its mark again.
 * Invariant: other files, another order or another day are another name; a lost mark only costs time.
 */
import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { checkRegular } from '../../../regular-file.js';

/** Enough to tell two files apart, with the length. */
const INIZIO = 1 << 16;
const CIFRE = 32;

/** The name of one file of a load, `detto` being what else makes it another load. */
export function improntaFile(file: string, detto: string): string {
  const inizio = Buffer.alloc(INIZIO);
  checkRegular(file);
  const fd = openSync(file, 'r');
  try {
    const letti = readSync(fd, inizio, 0, INIZIO, 0);
    const hash = createHash('sha256')
      .update(`${statSync(file).size}\n${detto}\n`)
      .update(inizio.subarray(0, letti));
    return hash.digest('hex').slice(0, CIFRE);
  } finally {
    closeSync(fd);
  }
}

/** The name of many files: what they are called, how long they are and when they were written. */
export function improntaElenco(files: readonly string[], detto: string): string {
  const hash = createHash('sha256').update(`${detto}\n`);
  for (const file of files) {
    const { size, mtimeMs } = statSync(file);
    hash.update(`${basename(file)}\n${size}\n${mtimeMs}\n`);
  }
  return hash.digest('hex').slice(0, CIFRE);
}
