/**
 * The file of a SQLite database and those that SQLite puts beside it.
 * Invariant: nobody but the user of the process reads them, whatever the umask and whoever made them; SQLite gives its journals
 * the mode of the file itself.
 */
import { chmodSync, closeSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { makeFolder } from '../folder.js';

const ONLY_US = 0o600;
const BESIDE = ['', '-wal', '-shm', '-journal'] as const;

function narrow(path: string): void {
  const facts = statSync(path, { throwIfNoEntry: false });
  if (facts?.isFile() === true && (facts.mode & 0o077) !== 0) chmodSync(path, ONLY_US);
}

/**
 * Makes the file, and its folder, where they are missing, and takes from others what they may do with it. What the file system
 * refuses is left to the driver, which is about to meet it too and says it as an error of the database.
 */
export function keepSqliteToUs(file: string): void {
  if (file === ':memory:') return;
  try {
    makeFolder(dirname(file));
    closeSync(openSync(file, 'a', ONLY_US));
    for (const end of BESIDE) narrow(`${file}${end}`);
  } catch {
    // A file of another user or a read-only disk: whether it can be worked with is the driver's to say.
  }
}
