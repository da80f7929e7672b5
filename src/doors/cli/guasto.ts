/** A database that does not take what a command asks, as an operator reads it: which one, why, and what to do. */
import { InfrastructureError } from '../../errors.js';
import type { DatabaseConfig } from '../../store/database.js';
import { BusyError } from '../../store/driver-errors.js';
import { type Guasto, guastoDatabase, testoGuasto } from '../../work/guasto-database.js';

/** The fault of the database of the configuration; the error of the store is its cause. */
export class GuastoError extends Error {
  override readonly name = 'GuastoError';
  constructor(
    readonly guasto: Guasto,
    options: ErrorOptions,
  ) {
    super(testoGuasto(guasto), options);
  }
}

/** Faults of the database have a code; those of the spool and of ANPR are not its own. */
const isOfDatabase = (error: unknown): boolean =>
  error instanceof BusyError || (error instanceof InfrastructureError && error.codice !== '');

/** Runs `fn`; what the database throws becomes its fault in words. @throws GuastoError, or what `fn` throws */
export async function conGuasto<T>(database: DatabaseConfig, fn: () => Promise<T>): Promise<T> {
  try {
    return await fn();
  } catch (error) {
    throw isOfDatabase(error) ? new GuastoError(guastoDatabase(error, database), { cause: error }) : error;
  }
}

/** Two lines: the fault and its remedy. */
export const righeGuasto = (guasto: Guasto): string[] => [
  'Il database non si può usare.',
  `  ${testoGuasto(guasto)}`,
  `  → ${guasto.rimedio}`,
];
