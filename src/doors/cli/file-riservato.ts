/**
 * Files that a command writes for whoever runs it.
 * Invariant: nobody else reads them, whatever the umask and whoever made the file that was there before: 0600 before the first
 * byte. What is no regular file (a terminal, a pipe) keeps its own mode.
 */
import { closeSync, fchmodSync, fstatSync, ftruncateSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { FileError } from '../../regular-file.js';

const SOLO_NOI = 0o600;

/**
 * Before a file is replaced or removed under this name: `/dev/stdout` and `/dev/null` would be, for root.
 * @throws FileError where something else than a regular file stands there
 */
export function soloFile(file: string): void {
  const facts = statSync(file, { throwIfNoEntry: false });
  if (facts === undefined || facts.isFile()) return;
  throw new FileError(facts.isDirectory() ? 'EISDIR' : 'NOT_A_FILE', file);
}

/** Removes what an earlier run left. @throws FileError, NodeJS.ErrnoException */
export function togliFile(file: string): void {
  soloFile(file);
  rmSync(file, { force: true });
}

/** Opens a file anew. @throws NodeJS.ErrnoException, with its path */
export async function apriRiservato(file: string): Promise<FileHandle> {
  const uscita = await open(file, 'a', SOLO_NOI);
  try {
    if ((await uscita.stat()).isFile()) {
      await uscita.chmod(SOLO_NOI);
      await uscita.truncate();
    }
    return uscita;
  } catch (error) {
    await uscita.close();
    throw error;
  }
}

/** Writes a whole file. @throws NodeJS.ErrnoException, with its path */
export async function scriviRiservato(file: string, testo: string): Promise<void> {
  const uscita = await apriRiservato(file);
  try {
    await uscita.writeFile(testo);
  } finally {
    await uscita.close();
  }
}

/** A file that grows line by line, begun by its first line only. */
export interface Resoconto {
  scrivi(testo: string): void;
  /** Whether anything was written. */
  aperto(): boolean;
}

/** Each line is on the disk when `scrivi` returns. @param testata written before the first line */
export function resocontoRiservato(file: string, testata: string): Resoconto {
  let aperto = false;
  return {
    scrivi: (testo) => {
      aggiungi(file, aperto ? testo : `${testata}${testo}`, !aperto);
      aperto = true;
    },
    aperto: () => aperto,
  };
}

function aggiungi(file: string, testo: string, daCapo: boolean): void {
  const fd = openSync(file, 'a', SOLO_NOI);
  try {
    if (daCapo && fstatSync(fd).isFile()) {
      fchmodSync(fd, SOLO_NOI);
      ftruncateSync(fd);
    }
    writeSync(fd, testo);
  } finally {
    closeSync(fd);
  }
}
