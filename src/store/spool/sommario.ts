/**
 * What waits in the spool, for those who only look: the command line and the doctor.
 * Invariant: looking reads heads and sizes, never a content, and changes nothing.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type MisuraSpool, misuraSpool, Spool } from './spool.js';

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

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * The spool of the installation that uses the folder, without asking its database who it is; undefined when no installation
 * or more than one does, or when it cannot be written.
 */
export async function apriSpoolNoto(o: {
  readonly dir: string;
  readonly maxBytes: number;
}): Promise<Spool | undefined> {
  try {
    const names = (await foldersOf(o.dir)).filter((name) => UUID.test(name));
    if (names.length !== 1) return undefined;
    const spool = new Spool({ dir: join(o.dir, names[0] ?? ''), maxBytes: o.maxBytes });
    await spool.prepara();
    return spool;
  } catch {
    return undefined;
  }
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
