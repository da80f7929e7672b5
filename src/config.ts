/**
 * Configuration: config/default.json, then the installation's file, then `ALLINEA_…` variables, then one validation.
 * Invariant: this is the only file that reads the environment; secrets come from files or variables and are never shown.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Environment, fromEnvironment, type Raw, RISERVATE } from './config/environment.js';
import { doveNonVale, parseJsonc } from './config/jsonc.js';
import { type Config, type FileFact, type FileFacts, validate } from './config/validate.js';
import { ConfigError, type ConfigProblem } from './errors.js';
import { checkRegular, fileCode, fileWords, MAX_FILE, readRegularText, readSecret } from './regular-file.js';

export type { Config, DatabaseConfig, EnteConfig } from './config/validate.js';

/** Folder of the package: the nearest one upwards that holds config/default.json, from sources and from dist alike. */
export function packageRoot(from: string = dirname(fileURLToPath(import.meta.url))): string {
  if (existsSync(join(from, 'config', 'default.json'))) return from;
  const up = dirname(from);
  if (up === from)
    throw new ConfigError([{ key: 'config/default.json', value: '(manca)', remedy: 'reinstallare il programma' }]);
  return packageRoot(up);
}

/** Version of this program, from its package.json. */
export function programVersion(): string {
  const text = readFileSync(join(packageRoot(), 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

function readLayer(file: string, problems: ConfigProblem[]): Raw {
  let text = '';
  try {
    text = readRegularText(file, MAX_FILE.CONFIG);
    const value = parseJsonc(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Raw;
    problems.push({
      key: '--config',
      value: file,
      remedy: 'il file deve contenere un oggetto JSON fra parentesi graffe',
    });
  } catch (error) {
    const what =
      error instanceof SyntaxError
        ? `non è JSON valido ${doveNonVale(text, error)}`
        : `non si legge: ${fileWords(error)}`;
    problems.push({ key: '--config', value: file, remedy: `il file ${what}` });
  }
  return {};
}

const isPathKey = (key: string): boolean => /^(file|dir|.*(File|Files|Dir))$/.test(key);
/** `maxFiles` ends like a path key and holds a number: only texts are resolved. */
function resolvePaths(value: unknown, base: string, isPath = false): unknown {
  if (Array.isArray(value)) return value.map((v) => resolvePaths(v, base, isPath));
  if (typeof value === 'string') return isPath && value !== '' && value !== ':memory:' ? resolve(base, value) : value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, resolvePaths(v, base, isPathKey(k))]));
}

const isPlain = (value: unknown): value is Raw => typeof value === 'object' && value !== null && !Array.isArray(value);

function merge(below: Raw, above: Raw): Raw {
  const result: Raw = { ...below };
  for (const [key, value] of Object.entries(above)) {
    const under = result[key];
    result[key] = isPlain(under) && isPlain(value) ? merge(under, value) : value;
  }
  return result;
}

/** Only secrets and the database's CA are read whole; other files need to be readable, their users read them again. */
function contentOf(key: string, path: string): string {
  if (/password/i.test(key)) return readSecret(path);
  if (/sslCa/i.test(key)) return readRegularText(path, MAX_FILE.PEM);
  checkRegular(path);
  return '';
}

function factOf(key: string, path: string): FileFact {
  try {
    return { content: contentOf(key, path) };
  } catch (error) {
    return { missing: fileCode(error), words: fileWords(error) };
  }
}

function factsOf(value: unknown, facts: Map<string, FileFact>): FileFacts {
  if (Array.isArray(value)) for (const v of value) factsOf(v, facts);
  if (!isPlain(value)) return facts;
  for (const [key, v] of Object.entries(value)) {
    for (const path of [v].flat()) {
      if (isPathKey(key) && typeof path === 'string') facts.set(path, factOf(key, path));
    }
    factsOf(v, facts);
  }
  return facts;
}

/** Where to read from; `env` and `cwd` are arguments for the tests only. */
export interface LoadOptions {
  /** The installation's file; otherwise `ALLINEA_CONFIG`; otherwise none. */
  readonly file?: string | undefined;
  readonly env?: Environment;
  readonly cwd?: string;
}

/** The file that `loadConfig` reads with these options, absolute; null when there is none. */
export function configFile({ file, env = process.env, cwd = process.cwd() }: LoadOptions = {}): string | null {
  const chosen = file ?? (env[RISERVATE.config] || undefined);
  if (chosen === undefined) return null;
  return isAbsolute(chosen) ? chosen : resolve(cwd, chosen);
}

/**
 * Reads and validates the configuration. Relative paths in the file are relative to the file, elsewhere to `cwd`.
 * @throws ConfigError with every problem at once
 */
export function loadConfig(options: LoadOptions = {}): Config {
  const { env = process.env, cwd = process.cwd() } = options;
  const problems: ConfigProblem[] = [];
  const file = configFile(options);
  const defaults = resolvePaths(readLayer(join(packageRoot(), 'config', 'default.json'), problems), cwd) as Raw;
  const own = file === null ? {} : (resolvePaths(readLayer(file, problems), dirname(file)) as Raw);
  // Without the file every key it holds would seem to be missing.
  if (problems.length > 0) throw new ConfigError(problems);
  const fromEnv = fromEnvironment(env);
  const raw = merge(merge(defaults, own), resolvePaths(fromEnv.raw, cwd) as Raw);
  return validate({ raw, env, files: factsOf(raw, new Map()) }, fromEnv.problems);
}

/** The configuration as `config --mostra` prints it: complete, without any secret value. */
export function maskedConfig(config: Config): unknown {
  const { keystorePassword, ...rest } = config;
  const database = 'password' in config.database ? { ...config.database, password: '***' } : config.database;
  return { ...rest, database, keystorePassword: keystorePassword === null ? null : '***' };
}
