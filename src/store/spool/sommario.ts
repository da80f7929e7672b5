/**
 * What waits in the spool, for those who only look: the command line and the doctor.
 * Invariant: reads heads and sizes, never a content; changes nothing.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type MisuraSpool, misuraSpool } from './spool.js';

const EMPTY: MisuraSpool = { notifiche: 0, byte: 0, dal: null, accantonati: 0 };

/** The earlier of two instants, of which either may be missing. */
const earlier = (a: string | null, b: string | null): string | null =>
  [a, b].filter((x) => x !== null).sort()[0] ?? null;

const plus = (a: MisuraSpool, b: MisuraSpool): MisuraSpool => ({
  notifiche: a.notifiche + b.notifiche,
  byte: a.byte + b.byte,
  dal: earlier(a.dal, b.dal),
  accantonati: a.accantonati + b.accantonati,
});

/**
 * What waits in the folder of the configuration.
 * @param installazione only of this installation; undefined (its database cannot be asked) of all that use the folder
 * @throws Error of the file system, when the folder is there and cannot be read
 */
export async function sommarioSpool(dir: string, installazione?: string): Promise<MisuraSpool> {
  if (installazione !== undefined) return misuraSpool(join(dir, installazione));
  let total = EMPTY;
  for (const name of await foldersOf(dir)) total = plus(total, await misuraSpool(join(dir, name)));
  return total;
}

async function foldersOf(dir: string): Promise<string[]> {
  try {
    const entries = await readdir(dir, { withFileTypes: true });
    return entries.filter((e) => e.isDirectory()).map((e) => e.name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
