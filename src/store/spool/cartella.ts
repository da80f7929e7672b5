/**
 * The folder of the spool: names, sizes, and who may drain which file.
 * Invariant: a name is `PID-UUID.spool` (being written), `PID-UUID.spool.PID` (claimed by the process that drains it) or
 * `PID-UUID.aside` (what nobody could deliver); the UUID is the marker of the records, whatever the file is called.
 * Draining a file twice is harmless, so a claim only spares work: it may be taken over from whoever seems to be gone.
 */
import { randomUUID } from 'node:crypto';
import { chmod, open, readdir, rename, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeFolder } from '../../folder.js';

/** A file of the spool. */
export interface FileSpool {
  readonly path: string;
  readonly pid: number;
  readonly uuid: string;
  readonly kind: 'spool' | 'aside';
  /** The process that claimed it. */
  readonly claimedBy: number | null;
  readonly byte: number;
  /** Milliseconds of the epoch: made, last written, last written or renamed. */
  readonly bornAt: number;
  readonly writtenAt: number;
  readonly changedAt: number;
}

const NAME = /^(\d+)-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.(?:(spool)(?:\.(\d+))?|(aside))$/;
/** A file of a living process that was not written for this long may be drained by another one. */
const IDLE_MS = 60_000;
/** A claim this old is taken over, even when a process with that number lives. */
const CLAIM_MS = 600_000;

/** Makes what was created or renamed in a folder survive a loss of power. */
export async function syncFolder(dir: string): Promise<void> {
  const folder = await open(dir, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** Makes the folder, closed to everybody else. */
export async function openFolder(dir: string): Promise<void> {
  const made = makeFolder(dir);
  await chmod(dir, 0o700);
  if (made === undefined) return;
  for (let parent = dirname(dir); parent.length >= dirname(made).length; parent = dirname(parent)) {
    await syncFolder(parent);
    if (parent === dirname(parent)) return;
  }
}

export const newFile = (dir: string): { path: string; uuid: string } => {
  const uuid = randomUUID();
  return { path: join(dir, `${process.pid}-${uuid}.spool`), uuid };
};

export const markerOf = (uuid: string): Buffer => Buffer.from(uuid.replaceAll('-', ''), 'hex');
export const asideOf = (dir: string, f: FileSpool): string => join(dir, `${f.pid}-${f.uuid}.aside`);

async function lookAt(dir: string, name: string): Promise<FileSpool | undefined> {
  const [, pid, uuid, spool, claimedBy] = NAME.exec(name) ?? [];
  if (pid === undefined || uuid === undefined) return undefined;
  const path = join(dir, name);
  try {
    const looked = await stat(path);
    if (!looked.isFile()) return undefined;
    const { size, birthtimeMs, mtimeMs, ctimeMs } = looked;
    return {
      path,
      pid: Number(pid),
      uuid,
      kind: spool === undefined ? 'aside' : 'spool',
      claimedBy: claimedBy === undefined ? null : Number(claimedBy),
      byte: size,
      // Where the file system does not know it, the birth is 0 or later than the last write.
      bornAt: birthtimeMs > 0 ? Math.min(birthtimeMs, mtimeMs) : mtimeMs,
      writtenAt: mtimeMs,
      changedAt: ctimeMs,
    };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** The files of the spool, the longest untouched first; none when the folder is not there. */
export async function listFiles(dir: string): Promise<FileSpool[]> {
  let names: string[];
  try {
    names = await readdir(dir);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  const files: FileSpool[] = [];
  for (const name of names) {
    const file = await lookAt(dir, name);
    if (file !== undefined) files.push(file);
  }
  return files.toSorted((a, b) => a.writtenAt - b.writtenAt);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** In containers every process has the same number: one that carries ours and is not ours is a predecessor. */
const seemsGone = (pid: number): boolean => pid === process.pid || !isAlive(pid);

/** Whether this process may drain the file now. @param own its own files @param now milliseconds of the epoch */
export function mayClaim(f: FileSpool, own: ReadonlySet<string>, now: number): boolean {
  if (f.kind === 'aside') return false;
  if (f.claimedBy !== null) return seemsGone(f.claimedBy) || now - f.changedAt > CLAIM_MS;
  return own.has(f.uuid) || seemsGone(f.pid) || now - f.writtenAt > IDLE_MS;
}

/** Claims the file: of several processes one succeeds, for the others it is undefined. */
export async function claim(f: FileSpool): Promise<FileSpool | undefined> {
  const path = join(f.path, '..', `${f.pid}-${f.uuid}.spool.${process.pid}`);
  try {
    await rename(f.path, path);
    return { ...f, path, claimedBy: process.pid };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
