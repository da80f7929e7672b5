/**
 * Makes the folders that somebody named.
 * Invariant: ends. Node's own way of making a folder with those above it never returns where the system says that what is
 * above is not there although it is (`/proc`).
 */
import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { FileError, fileCode } from './regular-file.js';

function makeOne(dir: string, mode: number): boolean {
  try {
    mkdirSync(dir, { mode });
    return true;
  } catch (error) {
    // Some systems say that the whole of them is read-only before they say that it is there.
    if (statSync(dir, { throwIfNoEntry: false })?.isDirectory() === true) return false;
    throw fileCode(error) === 'EEXIST' ? new FileError('ENOTDIR', dir) : error;
  }
}

const isThere = (path: string): boolean => {
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    // Not to be looked at: making it says why.
    return true;
  }
};

/**
 * Makes a folder and those above it that are missing.
 * @returns the topmost that was made, undefined when all were there
 * @throws FileError, Error of the file system
 */
export function makeFolder(dir: string, mode = 0o700): string | undefined {
  const missing: string[] = [];
  for (let at = dir; at !== dirname(at) && !isThere(at); at = dirname(at)) missing.unshift(at);
  let first: string | undefined;
  for (const each of missing.length > 0 ? missing : [dir]) {
    if (makeOne(each, mode)) first ??= each;
  }
  return first;
}
