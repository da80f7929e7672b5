/**
 * Where the configuration is, and where relative paths start from: `--config`, then `ALLINEA_CONFIG`, then the file of the
 * installation.
 * Invariant: the folder somebody happens to be in decides nothing but how a path on the command line is read.
 */
import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { ConfigProblem } from '../errors.js';
import { type Environment, RISERVATE } from './environment.js';

/** The file of an installation, as README and packaging put it. */
export const INSTALLATION_FILE = '/etc/allinea/allinea.json';
/** Where an installation keeps what it writes: /etc is no place for data. */
const DATA_DIR = '/var/lib/allinea';

/** The file that is read, and who named it. */
export interface ConfigOrigin {
  /** Absolute; null when there is none. */
  readonly file: string | null;
  readonly from: 'option' | 'environment' | 'installation' | 'none';
}

/** Where to look; everything but `file` is an argument for the tests. */
export interface WhereOptions {
  readonly file?: string | undefined;
  readonly env: Environment;
  readonly cwd: string;
  readonly installation?: string | undefined;
}

/** True unless it is known not to be there: one that may not be looked at exists, and reading it says why not. */
function isThere(file: string): boolean {
  try {
    statSync(file);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code !== 'ENOENT' && code !== 'ENOTDIR';
  }
}

/** Finds the file. Nothing is read. */
export function configOrigin({ file, env, cwd, installation = INSTALLATION_FILE }: WhereOptions): ConfigOrigin {
  if (file !== undefined) return { file: resolve(cwd, file), from: 'option' };
  const named = env[RISERVATE.config];
  if (named !== undefined && named !== '') return { file: resolve(cwd, named), from: 'environment' };
  return isThere(installation) ? { file: installation, from: 'installation' } : { file: null, from: 'none' };
}

/** From where relative paths of defaults and variables start: the folder of the file, or the data folder of an installation. */
export const baseOf = (file: string | null, installation = INSTALLATION_FILE): string =>
  file === null || file === installation ? DATA_DIR : dirname(file);

/**
 * A database that an older release left in the folder the daemon was started in, while none is where it is looked for now.
 * A new and empty one would be made in silence.
 * @param file where the database is looked for, by default and not because somebody wrote it
 */
export function leftBehind(
  file: string,
  { cwd, base }: { readonly cwd: string; readonly base: string },
): ConfigProblem[] {
  const old = join(cwd, file.slice(base.length));
  if (!file.startsWith(base) || old === file || existsSync(file) || !existsSync(old)) return [];
  const remedy = `il database non c’è; quello in ${old} non si prende più dalla cartella corrente: se è il suo, scriverne il percorso in database.file`;
  return [{ key: 'database.file', value: file, remedy }];
}
