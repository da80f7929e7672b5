/**
 * How environment variables become configuration: `ALLINEA_` + the key in upper snake case, `server.maxBodyBytes` →
 * `ALLINEA_SERVER_MAX_BODY_BYTES`. Pure: the environment is an argument.
 * Invariant: a variable that starts with `ALLINEA_` and names no key is a problem, never ignored.
 */
import { z } from 'zod';
import type { ConfigProblem } from '../errors.js';
import { nearest } from './nearest.js';
import { NOMI_SEZIONI, SEZIONI } from './schema.js';

export type Environment = Readonly<Record<string, string | undefined>>;
/** Configuration as raw nested values, before validation. */
export type Raw = Record<string, unknown>;

/** The variables that are no key of the file: where the file is, and the secrets that may come without a file. */
export const RISERVATE = {
  config: 'ALLINEA_CONFIG',
  databasePassword: 'ALLINEA_DATABASE_PASSWORD',
  keystorePassword: 'ALLINEA_KEYSTORE_PASSWORD',
} as const;

type Leaf = { readonly path: readonly string[]; readonly schema: z.ZodType };

const inner = (schema: z.ZodType): z.ZodType =>
  schema instanceof z.ZodNullable || schema instanceof z.ZodOptional || schema instanceof z.ZodDefault
    ? inner(schema.unwrap() as z.ZodType)
    : schema;

/** A section that may be null (`server.tls`) is a leaf too, so that `null` can be written. */
function leavesOf(schema: z.ZodType, path: readonly string[]): Leaf[] {
  const core = inner(schema);
  if (!(core instanceof z.ZodObject)) return [{ path, schema: core }];
  const whole = schema instanceof z.ZodNullable ? [{ path, schema: core }] : [];
  return [
    ...whole,
    ...Object.entries(core.shape).flatMap(([key, child]) => leavesOf(child as z.ZodType, [...path, key])),
  ];
}

const variableName = (path: readonly string[]): string =>
  `ALLINEA_${path.map((p) => p.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toUpperCase()).join('_')}`;

const LEAVES: ReadonlyMap<string, Leaf> = new Map(
  NOMI_SEZIONI.flatMap((nome) => leavesOf(SEZIONI[nome], [nome])).map((leaf) => [variableName(leaf.path), leaf]),
);

/** Every variable that names a key of the file, for the manual and `config --mostra`. */
export const VARIABILI: readonly string[] = [...LEAVES.keys()];

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Text to the type of its key; what does not convert stays text, so that validation names it. */
function convert(text: string, schema: z.ZodType): unknown {
  if (text === 'null') return null;
  if (schema instanceof z.ZodArray)
    return text.startsWith('[') ? fromJson(text) : text.split(',').map((piece) => piece.trim());
  if (schema instanceof z.ZodString || schema instanceof z.ZodEnum || schema instanceof z.ZodURL) return text;
  return fromJson(text);
}

function put(target: Raw, path: readonly string[], value: unknown): void {
  const [head, ...rest] = path;
  if (head === undefined) return;
  if (rest.length === 0) {
    target[head] = value;
    return;
  }
  const child = target[head];
  const next: Raw = typeof child === 'object' && child !== null ? (child as Raw) : {};
  target[head] = next;
  put(next, rest, value);
}

/** Reads the variables of this program. Empty ones count as absent. */
export function fromEnvironment(env: Environment): { readonly raw: Raw; readonly problems: readonly ConfigProblem[] } {
  const raw: Raw = {};
  const problems: ConfigProblem[] = [];
  const riservate: readonly string[] = Object.values(RISERVATE);
  for (const [name, text] of Object.entries(env)) {
    if (!name.startsWith('ALLINEA_') || riservate.includes(name) || text === undefined || text === '') continue;
    const leaf = LEAVES.get(name);
    if (leaf !== undefined) put(raw, leaf.path, convert(text, leaf.schema));
    else
      problems.push({
        key: name,
        value: '…',
        remedy: `variabile sconosciuta${nearest(name, [...VARIABILI, ...riservate])}`,
      });
  }
  return { raw, problems };
}
