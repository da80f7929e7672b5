/**
 * Configuration: config/default.json, then the installation's file, then `ALLINEA_…` variables, then one validation.
 * Invariant: this is the only file that reads the environment; secrets come from files or variables and are never shown.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Environment, fromEnvironment, type Raw } from './config/environment.js';
import { readConfigFile } from './config/layer.js';
import { type Config, type FileFact, type FileFacts, validate } from './config/validate.js';
import { baseOf, type ConfigOrigin, configOrigin, leftBehind } from './config/where.js';
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

/** What this program was built from; nulls where it was not built, or not from a repository. */
export interface ProgramBuild {
  /** `4afac58ebcd4`, with `-dirty` where files were changed. */
  readonly commit: string | null;
  /** Digest of the rules that make the registers. */
  readonly rules: string | null;
}

/** Reads what `scripts/build-info.mjs` wrote beside the compiled sources. */
export function programBuild(): ProgramBuild {
  const file = join(dirname(fileURLToPath(import.meta.url)), '..', 'build.json');
  if (!existsSync(file)) return { commit: null, rules: null };
  return JSON.parse(readFileSync(file, 'utf8')) as ProgramBuild;
}

/** Number of who logged in, as the kernel keeps it whatever user a shell has become since; null where it keeps none. */
export function loginUid(): number | null {
  try {
    const uid = Number(readFileSync('/proc/self/loginuid', 'utf8'));
    return uid === 2 ** 32 - 1 ? null : uid;
  } catch {
    return null;
  }
}

const LOGIN = /^[\w.@+-]{1,60}$/;

/** The person behind a command that `sudo` runs as somebody else; null where there is none, or it is no login. */
export function sudoUser(env: Environment = process.env): string | null {
  const login = env.SUDO_USER;
  return login !== undefined && LOGIN.test(login) ? login : null;
}

function readLayer(file: string, problems: ConfigProblem[]): Raw {
  const { raw, found } = readConfigFile(file);
  problems.push(...found);
  return raw;
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

/** Where to read from; everything but `file` is an argument for the tests only. */
export interface LoadOptions {
  /** The file named with `--config`; otherwise `ALLINEA_CONFIG`; otherwise the installation's; otherwise none. */
  readonly file?: string | undefined;
  readonly env?: Environment;
  readonly cwd?: string;
  readonly installation?: string;
}

/** The file that `loadConfig` reads with these options, and who named it. */
export const originOf = ({ env = process.env, cwd = process.cwd(), ...o }: LoadOptions = {}): ConfigOrigin =>
  configOrigin({ ...o, env, cwd });

/** The file that `loadConfig` reads with these options, absolute; null when there is none. */
export const configFile = (options: LoadOptions = {}): string | null => originOf(options).file;

const isNamed = ({ database }: Raw): boolean => isPlain(database) && database.file !== undefined;

/**
 * Reads and validates the configuration. Relative paths are relative to the folder of the file, and to the data folder of an
 * installation where there is no file or it is the installation's and did not say them itself; never to `cwd`.
 * @throws ConfigError with every problem at once
 */
export function loadConfig(options: LoadOptions = {}): Config {
  const { env = process.env, cwd = process.cwd() } = options;
  const problems: ConfigProblem[] = [];
  const { file } = originOf(options);
  const base = baseOf(file, options.installation);
  const defaults = resolvePaths(readLayer(join(packageRoot(), 'config', 'default.json'), problems), base) as Raw;
  const own = file === null ? {} : (resolvePaths(readLayer(file, problems), dirname(file)) as Raw);
  // Without the file every key it holds would seem to be missing.
  if (problems.length > 0) throw new ConfigError(problems);
  const fromEnv = fromEnvironment(env);
  const raw = merge(merge(defaults, own), resolvePaths(fromEnv.raw, base) as Raw);
  const config = validate({ raw, env, files: factsOf(raw, new Map()) }, fromEnv.problems);
  const { database } = config;
  const left =
    database.kind !== 'sqlite' || isNamed(own) || isNamed(fromEnv.raw) ? [] : leftBehind(database.file, { cwd, base });
  if (left.length > 0) throw new ConfigError(left);
  return config;
}

/** The configuration as `config --mostra` prints it: complete, without any secret value. */
export function maskedConfig(config: Config): unknown {
  const { keystorePassword, ...rest } = config;
  const database = 'password' in config.database ? { ...config.database, password: '***' } : config.database;
  return { ...rest, database, keystorePassword: keystorePassword === null ? null : '***' };
}
