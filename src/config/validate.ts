/**
 * The one validation of the configuration. Pure: files were read before, their facts are an argument.
 * Invariant: every problem is reported at once; a wrong section hides no problem of another.
 */
import type { z } from 'zod';
import { ConfigError, type ConfigProblem } from '../errors.js';
import { problemiComuni } from './comune.js';
import { type Environment, type Raw, RISERVATE } from './environment.js';
import { nearest } from './nearest.js';
import { NOMI_SEZIONI, type NomeSezione, SEZIONI, type Sezioni } from './schema.js';

/** What was found at a path that the configuration names. */
export type FileFact =
  | { readonly content: string }
  /** The code of the fault, and the same in words. */
  | { readonly missing: string; readonly words: string };
export type FileFacts = ReadonlyMap<string, FileFact>;

/** How the database is reached; `kind` alone selects the engine. */
export type DatabaseConfig =
  | { readonly kind: 'sqlite'; readonly file: string }
  | {
      readonly kind: 'mysql';
      readonly host: string;
      readonly port: number;
      readonly user: string;
      readonly password: string;
      readonly database: string;
      readonly poolSize: number;
      readonly socketPath?: string;
      readonly ssl?: { readonly ca: string; readonly rejectUnauthorized: true };
    };

/** One comune served by this installation. */
export type EnteConfig = Sezioni['enti'][number];

/** The whole configuration, valid. Paths are absolute. */
export interface Config extends Omit<Sezioni, 'database'> {
  readonly database: DatabaseConfig;
  /** Password of the keystores that have no file of their own (from the environment only). */
  readonly keystorePassword: string | null;
}

type Partial_ = { -readonly [K in NomeSezione]?: Sezioni[K] };
type Input = { readonly raw: Raw; readonly env: Environment; readonly files: FileFacts };

const keyOf = (path: readonly PropertyKey[]): string =>
  path
    .map((p) => (typeof p === 'number' ? `[${p}]` : `.${String(p)}`))
    .join('')
    .replace(/^\./, '');

function valueAt(raw: unknown, path: readonly PropertyKey[]): unknown {
  let here = raw;
  for (const p of path) here = (here as Record<PropertyKey, unknown> | null | undefined)?.[p];
  return here;
}

/** A value as a message shows it: short, and never a secret. */
function shown(key: string, value: unknown): string {
  if (value === undefined) return '(manca)';
  if (/password$/i.test(key)) return '***';
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

function problemsOf(raw: Raw, nome: NomeSezione, issues: readonly z.core.$ZodIssue[]): ConfigProblem[] {
  return issues.flatMap((issue) => {
    const path = [nome, ...issue.path];
    if (issue.code !== 'unrecognized_keys')
      return [{ key: keyOf(path), value: shown(keyOf(path), valueAt(raw, path)), remedy: issue.message }];
    return issue.keys.map((k) => unknownKey(keyOf([...path, k]), k, knownKeys(valueAt(raw, path), issue.keys)));
  });
}

const knownKeys = (section: unknown, unknown: readonly string[]): string[] =>
  Object.keys((section ?? {}) as object).filter((k) => !unknown.includes(k));

function unknownKey(key: string, name: string, known: readonly string[]): ConfigProblem {
  if (/password$/i.test(name))
    return {
      key,
      value: '***',
      remedy: 'le password non si scrivono qui: usare passwordFile o la variabile d’ambiente',
    };
  return { key, value: '…', remedy: `chiave sconosciuta${nearest(name, known)}` };
}

/** One value per key and message: arrays of wrong elements would otherwise repeat themselves. */
function unique(problems: readonly ConfigProblem[]): ConfigProblem[] {
  return [...new Map(problems.map((p) => [`${p.key}\n${p.remedy}`, p])).values()];
}

function sections(raw: Raw, problems: ConfigProblem[]): Partial_ {
  const good: Record<string, unknown> = {};
  for (const nome of NOMI_SEZIONI) {
    const result = SEZIONI[nome].safeParse(raw[nome]);
    if (result.success) good[nome] = result.data;
    else problems.push(...problemsOf(raw, nome, result.error.issues));
  }
  for (const key of Object.keys(raw)) if (!(key in SEZIONI)) problems.push(unknownKey(key, key, NOMI_SEZIONI));
  return good as Partial_;
}

function fileProblems(paths: readonly (readonly [key: string, path: string])[], files: FileFacts): ConfigProblem[] {
  return paths.flatMap(([key, path]) => {
    const fact = files.get(path);
    if (fact === undefined || 'content' in fact) return [];
    const remedy = `il file non si legge: ${fact.words}`;
    // Whoever renews a certificate may be between removing the old file and writing the new one.
    const heals = fact.missing === 'ENOENT' && key.startsWith('server.tls.');
    return [{ key, value: path, remedy, ...(heals && { heals }) }];
  });
}

function fileAllarmi(allarmi: Sezioni['allarmi'] | undefined): (readonly [string, string])[] {
  const { email, webhook } = allarmi ?? {};
  const tutti: [string, string | null | undefined][] = [
    ['allarmi.email.passwordFile', email?.passwordFile],
    ['allarmi.email.caFile', email?.caFile],
    ['allarmi.webhook.segretoFile', webhook?.segretoFile],
  ];
  return tutti.flatMap(([chiave, file]) => (file === null || file === undefined ? [] : [[chiave, file] as const]));
}

function checkFiles(good: Partial_, files: FileFacts): ConfigProblem[] {
  const paths: (readonly [string, string])[] = [];
  const { database, server, firma } = good;
  if (database?.kind === 'mysql' && database.passwordFile !== null)
    paths.push(['database.passwordFile', database.passwordFile]);
  if (database?.kind === 'mysql' && database.sslCaFile !== null) paths.push(['database.sslCaFile', database.sslCaFile]);
  if (server?.tls) paths.push(['server.tls.certFile', server.tls.certFile], ['server.tls.keyFile', server.tls.keyFile]);
  if (firma !== undefined && firma.policy !== 'ignored')
    paths.push(...firma.caFiles.map((f, i) => [`firma.caFiles[${i}]`, f] as const));
  paths.push(...fileAllarmi(good.allarmi));
  return fileProblems(paths, files);
}

function checkFirma(firma: Sezioni['firma'] | undefined): ConfigProblem[] {
  if (firma === undefined || firma.policy === 'ignored' || firma.caFiles.length > 0) return [];
  const remedy = `con firma.policy "${firma.policy}" serve almeno un certificato di CA («CA Utenti» di ANPR); per sole prove: policy "ignored"`;
  return [{ key: 'firma.caFiles', value: '[]', remedy }];
}

/** Every code, historical ones included, must lead to one ente only: notifications are routed by it. */
function checkEnti(enti: Sezioni['enti'] | undefined): ConfigProblem[] {
  const seen = new Map<string, string>();
  const problems: ConfigProblem[] = [];
  for (const [i, ente] of (enti ?? []).entries())
    for (const codice of [ente.codiceIstat, ...ente.codiciStorici]) {
      const other = seen.get(codice);
      const remedy = `codice già usato da ${other ?? ''}: ogni codice appartiene a un solo ente`;
      if (other !== undefined) problems.push({ key: `enti[${i}]`, value: `"${codice}"`, remedy });
      seen.set(codice, `enti[${i}]`);
    }
  return problems;
}

/** A lease that expires while the holder only sleeps would let two processes apply at once. */
function checkLoop(loop: Sezioni['loop'] | undefined): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  if (loop !== undefined && loop.leaseTtlMs <= loop.pollMs * 2)
    problems.push({
      key: 'loop.leaseTtlMs',
      value: `${loop.leaseTtlMs}`,
      remedy: 'deve superare il doppio di loop.pollMs',
    });
  if (loop !== undefined && loop.retry.maxDelayMs < loop.retry.firstDelayMs)
    problems.push({
      key: 'loop.retry.maxDelayMs',
      value: `${loop.retry.maxDelayMs}`,
      remedy: 'non può essere minore di firstDelayMs',
    });
  return problems;
}

function contentOf(files: FileFacts, path: string | null): string | undefined {
  const fact = path === null ? undefined : files.get(path);
  return fact !== undefined && 'content' in fact ? fact.content : undefined;
}

function databaseOf(d: Sezioni['database'], { env, files }: Input): DatabaseConfig {
  if (d.kind === 'sqlite') return { kind: 'sqlite', file: d.file };
  const fromFile = contentOf(files, d.passwordFile) ?? '';
  const ca = contentOf(files, d.sslCaFile);
  return {
    kind: 'mysql',
    host: d.host,
    port: d.port,
    user: d.user,
    database: d.name,
    poolSize: d.poolSize,
    password: env[RISERVATE.databasePassword] || fromFile,
    ...(d.socketPath === null ? {} : { socketPath: d.socketPath }),
    ...(ca === undefined ? {} : { ssl: { ca, rejectUnauthorized: true } }),
  };
}

/**
 * Turns raw values into the configuration.
 * @param earlier problems already found while reading files and environment
 * @throws ConfigError with every problem, in the order of the sections
 */
export function validate(input: Input, earlier: readonly ConfigProblem[] = []): Config {
  const problems: ConfigProblem[] = [...earlier];
  const good = sections(input.raw, problems);
  problems.push(
    ...checkFirma(good.firma),
    ...checkEnti(good.enti),
    ...problemiComuni(input.raw.enti, problems),
    ...checkLoop(good.loop),
    ...checkFiles(good, input.files),
  );
  if (problems.length > 0) throw new ConfigError(unique(problems));
  const all = good as Sezioni;
  return {
    ...all,
    database: databaseOf(all.database, input),
    keystorePassword: input.env[RISERVATE.keystorePassword] || null,
  };
}
