/**
 * The keystores of every ente, read from disk and read again when a file is added or changes, without a restart.
 * Invariant: a key once loaded is never dropped while the process lives, and one bad file disables no other: what
 * cannot be opened is reported and the notifications that need it wait, parked as CHIAVE_MANCANTE.
 */
import { readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { ConfigError, type ConfigProblem } from '../errors.js';
import type { Log } from '../log.js';
import { fileCode, fileWords, MAX_FILE, readRegular, readSecret } from '../regular-file.js';
import { type Keystore, openKeystore } from '../soap/keystore.js';
import { keystoreAltrui } from './chiavi-altrui.js';
import type { Ente, KeystoreFile } from './enti.js';

/** Files are looked at this often: a watch of the system misses network folders and container volumes. */
const POLL_MS = 5_000;

/** What was found when the keystores of an ente were read. */
export interface LetturaKeystore {
  readonly keystores: readonly Keystore[];
  readonly problems: readonly ConfigProblem[];
}

function filesIn(dir: string): KeystoreFile[] {
  const names = readdirSync(dir).filter((name) => /\.(p12|pfx)$/i.test(name));
  return names.toSorted().map((name) => ({
    file: join(dir, name),
    passwordFile: join(dir, name.replace(/\.(p12|pfx)$/i, '.password')),
  }));
}

/** The files of an ente: those named one by one and those of its folder. */
export function keystoreFiles(ente: Ente, problems: ConfigProblem[] = []): KeystoreFile[] {
  const named = [...ente.keystores];
  if (ente.keystoreDir === null) return named;
  try {
    return [...named, ...filesIn(ente.keystoreDir)];
  } catch (error) {
    const remedy = `la cartella dei keystore non si legge: ${fileWords(error)}; crearla e metterci i file NNNNNN-CO-9999.p12`;
    problems.push({ key: 'keystoreDir', value: ente.keystoreDir, remedy });
    return named;
  }
}

function readPassword({ passwordFile }: KeystoreFile, common: string | null): string {
  if (passwordFile === null || passwordFile === undefined) return common ?? '';
  try {
    return readSecret(passwordFile);
  } catch (error) {
    if (common !== null && fileCode(error) === 'ENOENT') return common;
    const remedy = `il file della password non si legge: ${fileWords(error)}; deve contenere la sola password del keystore`;
    throw new ConfigError([{ key: 'keystore.passwordFile', value: passwordFile, remedy }]);
  }
}

/** Opens one keystore with its password. @throws ConfigError unreadable file, wrong password, no usable key */
export function openOne(entry: KeystoreFile, common: string | null): Keystore {
  let bytes: Uint8Array;
  try {
    bytes = readRegular(entry.file, MAX_FILE.KEYSTORE);
  } catch (error) {
    const remedy = `il keystore non si legge: ${fileWords(error)}`;
    throw new ConfigError([{ key: 'keystore.file', value: entry.file, remedy }]);
  }
  return openKeystore(bytes, readPassword(entry, common), basename(entry.file));
}

const ILLEGGIBILE = 'il keystore è danneggiato: scaricarlo di nuovo da ANPR (Sicurezza) senza aprirlo né convertirlo';

/** Opens every keystore of the ente. Never throws: what cannot be opened is a problem. */
export function readKeystores(ente: Ente, commonPassword: string | null): LetturaKeystore {
  const problems: ConfigProblem[] = [];
  const keystores: Keystore[] = [];
  for (const entry of keystoreFiles(ente, problems)) {
    try {
      keystores.push(openOne(entry, commonPassword));
    } catch (error) {
      // Whatever one file does to the libraries that read it, it is the problem of that file alone.
      if (error instanceof ConfigError) problems.push(...error.problems);
      else problems.push({ key: 'keystore.file', value: entry.file, remedy: ILLEGGIBILE });
    }
  }
  return { keystores, problems };
}

/** Changes whenever the file is added, replaced or removed. */
export function stampOf(path: string): string {
  try {
    const { mtimeMs, size, ino } = statSync(path);
    return `${path}:${mtimeMs}:${size}:${ino}`;
  } catch {
    return `${path}:-`;
  }
}

/** Changes whenever a keystore or password file of the ente is added, replaced or removed. */
function signatureOf(ente: Ente): string {
  return keystoreFiles(ente)
    .flatMap((f) => [f.file, ...(f.passwordFile ? [f.passwordFile] : [])])
    .map(stampOf)
    .join('\n');
}

export interface ChiaviOptions {
  readonly enti: readonly Ente[];
  readonly commonPassword: string | null;
  readonly log: Log;
  /** Called after new keys were loaded, so that what waited for them is tried again. */
  readonly onNewKeys: (ente: Ente) => void;
  readonly pollMs?: number;
}

/** The live keystores of the installation. */
export interface Chiavi {
  keystores(codiceIstat: string): readonly Keystore[];
  stop(): void;
}

interface Stato {
  signature: string;
  keystores: readonly Keystore[];
}

const fingerprints = (keystores: readonly Keystore[]): Set<string> =>
  new Set(keystores.flatMap((k) => k.chiavi.map((c) => `${c.issuerKey}|${c.serial}`)));

/** Old keystores whose keys are in none of the new ones stay in use: files may vanish, notifications do not. */
function keepOld(old: readonly Keystore[], fresh: readonly Keystore[]): Keystore[] {
  const known = fingerprints(fresh);
  return [...fresh, ...old.filter((k) => k.chiavi.some((c) => !known.has(`${c.issuerKey}|${c.serial}`)))];
}

function load(ente: Ente, old: readonly Keystore[], options: ChiaviOptions): Stato {
  const signature = signatureOf(ente);
  const { keystores, problems } = readKeystores(ente, options.commonPassword);
  for (const p of problems)
    options.log.error('Keystore not usable', {
      codComune: ente.codiceIstat,
      key: p.key,
      file: p.value,
      problem: p.remedy,
    });
  for (const { nome, codice } of keystoreAltrui(ente, keystores))
    options.log.warn('Keystore of another comune', { codComune: ente.codiceIstat, keystore: nome, codice });
  const all = keepOld(old, keystores);
  options.log.info('Keystores loaded', { codComune: ente.codiceIstat, keystores: all.map((k) => k.nome) });
  return { signature, keystores: all };
}

/** Reads the keystores of every ente now and keeps them fresh until `stop`. */
export function watchChiavi(options: ChiaviOptions): Chiavi {
  const stati = new Map(options.enti.map((ente) => [ente.codiceIstat, load(ente, [], options)]));
  const refresh = (ente: Ente): void => {
    const old = stati.get(ente.codiceIstat);
    if (old === undefined || signatureOf(ente) === old.signature) return;
    const fresh = load(ente, old.keystores, options);
    stati.set(ente.codiceIstat, fresh);
    const before = fingerprints(old.keystores);
    if ([...fingerprints(fresh.keystores)].some((f) => !before.has(f))) options.onNewKeys(ente);
  };
  const timer = setInterval(() => options.enti.forEach(refresh), options.pollMs ?? POLL_MS);
  timer.unref();
  return {
    keystores: (codiceIstat) => stati.get(codiceIstat)?.keystores ?? [],
    stop: () => clearInterval(timer),
  };
}
