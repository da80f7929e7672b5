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

/**
 * MySQL family: what is wrong with the values of this very row. The list is closed, because everything else, known or new (a
 * password that expired, an account locked, a host blocked, a table away during a restore, a damaged engine), will pass.
 */
const VALUES = new Set<number | string>([
  1048, // null where none may be
  1216, // foreign keys
  1217,
  1451,
  1452,
  1264, // out of range
  1265, // cut
  1292, // not a value of this type
  1300, // not a text of this character set
  1364, // no value and no default
  1365, // division by zero
  1366, // not a value of this column
  1367,
  1406, // too long
  1411,
  1690,
  3140, // not JSON
  3156,
  3819, // constraint of ours (MySQL)
  4025, // constraint of ours (MariaDB)
]);

/** MySQL family: sentences that no server would take. A fault of the program, the same whoever the row is about. */
const SENTENCE = new Set<number | string>([1064, 1136, 1222, 1241, 1242]);

/** MySQL family: interrupted or timed out by the server; heals by itself. */
const TRANSIENT = new Set<number | string>([1317, 1969, 3024]);

const SQLITE_TRANSIENT = ['SQLITE_BUSY', 'SQLITE_LOCKED', 'SQLITE_INTERRUPT'];
const SQLITE_VALUES = ['SQLITE_CONSTRAINT', 'SQLITE_MISMATCH', 'SQLITE_TOOBIG', 'SQLITE_RANGE'];

const UNIQUE = new Set<number | string>([
  1022,
  1062,
  1586,
  'SQLITE_CONSTRAINT_UNIQUE',
  'SQLITE_CONSTRAINT_PRIMARYKEY',
  'SQLITE_CONSTRAINT_ROWID',
]);

/** What a refused statement was refused for. */
export type Riguardo = 'values' | 'key' | 'sentence';

/** A statement the database refused for its own sake: a value no column takes, or a bug. Holds the code, no values. */
export class StatementError extends Error {
  override readonly name = 'StatementError';
  constructor(
    readonly codice: string,
    readonly riguardo: Riguardo = 'values',
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

/** The drivers themselves refuse to bind what no database could take: undefined, too few or too many values. */
const notBound = (error: unknown): boolean => error instanceof TypeError || error instanceof RangeError;

const has = (error: unknown, set: ReadonlySet<number | string>): boolean => codesOf(error).some((c) => set.has(c));
const startsWith = (error: unknown, prefixes: readonly string[]): boolean =>
  codesOf(error).some((c) => typeof c === 'string' && prefixes.some((p) => c === p || c.startsWith(`${p}_`)));

/** The database is there and could not take it now. Holds the code. */
export class BusyError extends TransientError {
  constructor(readonly codice: string) {
    super(`database busy: ${codice}`);
  }
}

/** The database undid the transaction in favour of another one: run as a whole again, it may pass. */
export class RerunError extends BusyError {}

/** True when a unique or primary key was violated. */
export const isDuplicateKey = (error: unknown): boolean => error instanceof StatementError && error.riguardo === 'key';

/** True when the database is well and took everything but these values: nothing that waits would change its mind. */
export const isRefusedForItself = (error: unknown): boolean =>
  error instanceof StatementError && error.riguardo !== 'sentence';

/** True when the database, not what it was asked to take, is at fault: asked again later it will take it. */
export const isDatabaseAtFault = (error: unknown): boolean =>
  error instanceof InfrastructureError ||
  error instanceof TransientError ||
  (error instanceof StatementError && error.riguardo === 'sentence');

/** The code an operator finds in the server's manual; a socket's word rather than its number. */
function codiceDi(error: unknown): string {
  const codes = codesOf(error);
  const known = codes.find((c) => typeof c === 'number' && c > 0) ?? codes.find((c) => typeof c === 'string');
  return String(known ?? (error instanceof Error ? error.name : 'UNKNOWN'));
}

function riguardoDi(error: unknown): Riguardo | undefined {
  if (has(error, UNIQUE)) return 'key';
  if (has(error, VALUES) || startsWith(error, SQLITE_VALUES)) return 'values';
  return has(error, SENTENCE) || (codesOf(error).length === 0 && notBound(error)) ? 'sentence' : undefined;
}

/**
 * The house's error for what a driver threw while connecting or running a statement.
 * What is about the row or the sentence is a closed list; whatever else it is, the database is not available.
 */
export function translateDriverError(error: unknown): Error {
  if (error instanceof StatementError || error instanceof InfrastructureError || error instanceof TransientError)
    return error;
  const codice = codiceDi(error);
  if (has(error, RERUN)) return new RerunError(codice);
  if (has(error, TRANSIENT) || startsWith(error, SQLITE_TRANSIENT)) return new BusyError(codice);
  const riguardo = riguardoDi(error);
  if (riguardo !== undefined) return new StatementError(codice, riguardo);
  return new InfrastructureError(`database not available: ${codice}`, codice);
}

/** The same for schema work, whose statements hold no personal data: what was refused stays readable as the cause. */
export function translateSchemaError(error: unknown): Error {
  const translated = translateDriverError(error);
  if (translated !== error) translated.cause = error;
  return translated;
}
