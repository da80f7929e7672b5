/**
 * Turns what the drivers throw into the house's errors.
 * Invariant: decided by codes, never by text; what leaves here carries no parameters and no interpolated SQL,
 * which would be personal data.
 */
import { InfrastructureError, TransientError } from '../errors.js';

/** MySQL family: the whole transaction may simply be run again. */
const RERUN = new Set<number | string>([
  1213, // deadlock
  1205, // lock wait timeout
  1020, // record changed since last read
  3101, // group replication: certification failed at commit
]);

/** MySQL family and sockets: the server, the disk or the way to them is not there, whatever the statement was. */
const INFRASTRUCTURE = new Set<number | string>([
  1021, // disk full
  1040, // too many connections
  1044, // access denied to the database
  1045, // access denied
  1047, // Galera node not ready
  1049, // unknown database
  1053, // server shutdown
  1077, // normal shutdown
  1114, // table is full
  1142, // privilege missing on a table
  1158, // network read/write errors and timeouts
  1159,
  1160,
  1161,
  1203, // too many connections of this user
  1226, // user resource limit
  1290, // --read-only
  1792, // read-only transaction
  1836, // read-only mode
  1927, // connection killed
  3100, // group replication hook
  4031, // disconnected for inactivity
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'ENOENT',
  'ENOTDIR',
  'EISDIR',
  'EROFS',
  'EACCES',
  'EPERM',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENOSPC',
  'EMFILE',
  'PROTOCOL_CONNECTION_LOST',
  'PROTOCOL_SEQUENCE_TIMEOUT',
  'HANDSHAKE_SSL_ERROR',
]);

/** MySQL family: interrupted or timed out by the server; heals by itself. */
const TRANSIENT = new Set<number | string>([1317, 1969, 3024]);

const SQLITE_TRANSIENT = ['SQLITE_BUSY', 'SQLITE_LOCKED', 'SQLITE_INTERRUPT'];
const SQLITE_INFRASTRUCTURE = [
  'SQLITE_FULL',
  'SQLITE_IOERR',
  'SQLITE_READONLY',
  'SQLITE_CANTOPEN',
  'SQLITE_CORRUPT',
  'SQLITE_NOTADB',
  'SQLITE_PERM',
  'SQLITE_AUTH',
  'SQLITE_NOMEM',
];

const UNIQUE = new Set<number | string>([1062, 'SQLITE_CONSTRAINT_UNIQUE', 'SQLITE_CONSTRAINT_PRIMARYKEY']);

/** A statement the database refused for its own sake: a bug or a value no column takes. Holds the code, no values. */
export class StatementError extends Error {
  override readonly name = 'StatementError';
  constructor(
    readonly codice: string,
    readonly duplicateKey = false,
  ) {
    super(`the database refused a statement: ${codice}`);
  }
}

/** Code and number of a driver error, wherever TypeORM put them. */
function codesOf(error: unknown): (number | string)[] {
  if (typeof error !== 'object' || error === null) return [];
  const e = error as { code?: unknown; errno?: unknown; driverError?: unknown };
  const own = [e.errno, e.code].filter((c): c is number | string => typeof c === 'number' || typeof c === 'string');
  return own.length > 0 || e.driverError === undefined ? own : codesOf(e.driverError);
}

/** mysql2 marks what ended the connection; without a code of its own it is still the connection that is gone. */
function endedConnection(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const e = error as { fatal?: unknown; driverError?: unknown };
  return e.fatal === true || (e.driverError !== undefined && endedConnection(e.driverError));
}

const has = (error: unknown, set: ReadonlySet<number | string>): boolean => codesOf(error).some((c) => set.has(c));
const startsWith = (error: unknown, prefixes: readonly string[]): boolean =>
  codesOf(error).some((c) => typeof c === 'string' && prefixes.some((p) => c === p || c.startsWith(`${p}_`)));

/** The database undid the transaction in favour of another one: run as a whole again, it may pass. */
export class RerunError extends TransientError {}

/** True when a unique or primary key was violated. */
export const isDuplicateKey = (error: unknown): boolean => error instanceof StatementError && error.duplicateKey;

/**
 * The house's error for what a driver threw while connecting or running a statement.
 * Whatever carries no code becomes a StatementError too: a driver's message may hold values.
 */
export function translateDriverError(error: unknown): Error {
  if (error instanceof StatementError || error instanceof InfrastructureError || error instanceof TransientError)
    return error;
  const codice = String(codesOf(error)[0] ?? (error instanceof Error ? error.name : 'UNKNOWN'));
  if (has(error, INFRASTRUCTURE) || startsWith(error, SQLITE_INFRASTRUCTURE) || endedConnection(error))
    return new InfrastructureError(`database not available: ${codice}`);
  if (has(error, RERUN)) return new RerunError(`database busy: ${codice}`);
  if (has(error, TRANSIENT) || startsWith(error, SQLITE_TRANSIENT))
    return new TransientError(`database busy: ${codice}`);
  return new StatementError(codice, has(error, UNIQUE));
}

/** The same for schema work, whose statements hold no personal data: what was refused stays readable as the cause. */
export function translateSchemaError(error: unknown): Error {
  const translated = translateDriverError(error);
  if (translated instanceof StatementError && translated !== error) translated.cause = error;
  return translated;
}
