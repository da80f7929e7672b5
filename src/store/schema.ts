/**
 * Schema work: running migrations, knowing which are missing, comparing the entities with what is there.
 * Invariant: on the MySQL family one process migrates at a time (its schema changes commit at once, one by one).
 */
import type { DataSource, QueryRunner } from 'typeorm';
import { TransientError } from '../errors.js';
import { translateSchemaError } from './driver-errors.js';

/** One name per database of a server, never longer than MySQL's 64 characters. */
const LOCK = "CONCAT('allinea.', SHA1(DATABASE()))";
/** A migration of big tables may take minutes; whoever waits longer is told to come again. */
const LOCK_S = 120;

/** Runs what is missing; returns the names of the steps. @throws the house's errors, the refused statement as cause. */
export async function runMigrations(source: DataSource, transaction: 'none' | 'each'): Promise<string[]> {
  try {
    return (await source.runMigrations({ transaction })).map((m) => m.name);
  } catch (error) {
    throw translateSchemaError(error);
  }
}

/** Holds the server's migration lock for this database while `fn` runs. @throws TransientError when it cannot be had */
export async function withMigrationLock<T>(runner: QueryRunner, fn: () => Promise<T>): Promise<T> {
  const [row] = (await runner.query(`SELECT GET_LOCK(${LOCK}, ?) AS preso`, [LOCK_S])) as { preso: number | null }[];
  if (row?.preso !== 1) throw new TransientError('another process is migrating this database: start again later');
  try {
    return await fn();
  } finally {
    await runner.query(`SELECT RELEASE_LOCK(${LOCK})`);
  }
}

/** Names of the steps not yet done, in order. */
export async function pendingMigrations(source: DataSource, runner: QueryRunner): Promise<string[]> {
  const known = source.migrations.map((m) => m.name ?? m.constructor.name);
  if (!(await runner.hasTable('migrazioni'))) return known;
  const rows = (await runner.query('SELECT name FROM migrazioni')) as { name: string }[];
  const done = new Set(rows.map((r) => r.name));
  return known.filter((name) => !done.has(name));
}

/** Statements that would make the schema equal to the entities. */
export async function driftOf(source: DataSource): Promise<string[]> {
  const log = await source.driver.createSchemaBuilder().log();
  return log.upQueries.map((q) => q.query);
}
