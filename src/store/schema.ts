/**
 * Schema work: running migrations, knowing which are missing, comparing the entities with what is there.
 * Invariant: whatever the server's and the database's defaults are, every table is made in one character set and collation.
 */
import type { DataSource, QueryRunner } from 'typeorm';
import { ConfigError } from '../errors.js';
import { translateSchemaError } from './driver-errors.js';
import { leggiStatoLavoro, scriviStatoLavoro } from './lavori.js';
import type { Tx } from './tx.js';

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

/** The database was brought up to date by a later release: this program would read and write what it does not know. */
export class NewerDatabaseError extends ConfigError {}

/** Bookmark of the release that last brought the schema up to date. */
const RELEASE = 'schema:rilascio';
/** Remembers which release brought the schema up to date, for programs that are older. */
export async function noteRelease(tx: Tx, release: string, didSteps: boolean): Promise<void> {
  if (didSteps || (await leggiStatoLavoro(tx, RELEASE)) === undefined)
    await scriviStatoLavoro(tx, RELEASE, { valore: release, now: '' });
}

/** Unknown steps named one by one. */
const NAMED = 3;

async function newer(runner: QueryRunner, unknown: readonly string[]): Promise<NewerDatabaseError> {
  const [row] = (await runner.query(`SELECT valore FROM stato_lavori WHERE nome = '${RELEASE}'`)) as {
    valore: string;
  }[];
  const release = row?.valore;
  const more = unknown.length > NAMED ? ` e altri ${unknown.length - NAMED}` : '';
  const value = `${unknown.slice(0, NAMED).join(', ')}${more}: passi che questo programma non conosce`;
  const needed = release === undefined ? 'il rilascio di Allinea che lo ha aggiornato' : `Allinea ${release}`;
  const remedy = `serve ${needed} o successivo: aggiornare il programma, oppure ripristinare la copia del database fatta prima`;
  return new NewerDatabaseError([{ key: 'database', value, remedy }]);
}

/** Names of the steps not yet done, in order. @throws NewerDatabaseError some were done that this program does not know */
export async function pendingMigrations(source: DataSource, runner: QueryRunner): Promise<string[]> {
  const known = source.migrations.map((m) => m.name ?? m.constructor.name);
  if (!(await runner.hasTable('migrazioni'))) return known;
  const rows = (await runner.query('SELECT name FROM migrazioni')) as { name: string }[];
  const done = new Set(rows.map((r) => r.name));
  const unknown = [...done].filter((name) => !known.includes(name));
  if (unknown.length > 0) throw await newer(runner, unknown);
  return known.filter((name) => !done.has(name));
}

/** Statements that would make the schema equal to the entities. */
export async function driftOf(source: DataSource): Promise<string[]> {
  const log = await source.driver.createSchemaBuilder().log();
  return log.upQueries.map((q) => q.query);
}
