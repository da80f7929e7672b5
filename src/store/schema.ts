/**
 * Schema work: running migrations, knowing which are missing, comparing the entities with what is there.
 * Invariant: whatever the server's and the database's defaults are, every table is made in one character set and collation.
 */
import type { DataSource, QueryRunner } from 'typeorm';
import { translateSchemaError } from './driver-errors.js';

/** Text compares byte for byte, as on SQLite; MariaDB and MySQL call the same collation differently. */
export const collationOf = (version: string): string =>
  version.includes('MariaDB') ? 'utf8mb4_nopad_bin' : 'utf8mb4_0900_bin';

/** Runs what is missing; returns the names of the steps. @throws the house's errors, the refused statement as cause. */
export async function runMigrations(source: DataSource, transaction: 'none' | 'each'): Promise<string[]> {
  try {
    return (await source.runMigrations({ transaction })).map((m) => m.name);
  } catch (error) {
    throw translateSchemaError(error);
  }
}

/**
 * What migrating needs before the first step: tables to come in our character set, and the table of the leases, as its own
 * migration makes it. Safe when several processes do it at once.
 */
export async function prepareSchema(runner: QueryRunner): Promise<void> {
  const [row] = (await runner.query(
    'SELECT VERSION() AS version, DATABASE() AS nome, @@character_set_database AS charset, @@collation_database AS collation',
  )) as { version: string; nome: string; charset: string; collation: string }[];
  if (row === undefined) return;
  const collation = collationOf(row.version);
  if (row.charset !== 'utf8mb4' || row.collation !== collation)
    await runner.query(
      `ALTER DATABASE \`${row.nome.replaceAll('`', '``')}\` CHARACTER SET utf8mb4 COLLATE ${collation}`,
    );
  await runner.query(
    `CREATE TABLE IF NOT EXISTS lease (nome varchar(80) NOT NULL, owner varchar(120) NOT NULL, expires_at varchar(30) NOT NULL,
     token int NOT NULL DEFAULT 1, PRIMARY KEY (nome)) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE ${collation}`,
  );
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
