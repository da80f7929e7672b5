/**
 * The same tests on every engine: SQLite always, the private MariaDB where it is installed.
 * Invariant: every test finds an empty, migrated database; what it opened is closed after it.
 */
import { randomUUID } from 'node:crypto';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mysql from 'mysql2/promise';
import { afterAll, afterEach, beforeAll, beforeEach, describe, inject } from 'vitest';
import { Database, type DatabaseConfig } from '../../src/store/database.js';
import { tabelle } from '../../src/store/tables/index.js';

/** Opens another handle on this test's database; it is closed after the test. */
export type Apri = () => Promise<Database>;

export interface Motore {
  readonly kind: DatabaseConfig['kind'];
  /** Configuration of this test's database, e.g. for a child process. */
  readonly config: () => DatabaseConfig;
}

async function migrate(config: DatabaseConfig): Promise<void> {
  const db = await Database.open(config);
  await db.migrate();
  await db.close();
}

function conChiusura(apriUno: () => Promise<Database>): Apri {
  const aperti: Database[] = [];
  afterEach(async () => {
    for (const db of aperti.splice(0)) await db.close();
  });
  return async () => {
    const db = await apriUno();
    aperti.push(db);
    return db;
  };
}

function suSqlite(tests: (apri: Apri, motore: Motore) => void): void {
  describe('on SQLite', () => {
    let folder = '';
    let file = '';
    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'allinea-sqlite-'));
      await migrate({ kind: 'sqlite', file: join(folder, 'migrated.db') });
    });
    beforeEach(() => {
      file = join(folder, `${randomUUID()}.db`);
      copyFileSync(join(folder, 'migrated.db'), file);
    });
    const config = (): DatabaseConfig => ({ kind: 'sqlite', file });
    tests(
      conChiusura(() => Database.open(config())),
      { kind: 'sqlite', config },
    );
    afterAll(() => rmSync(folder, { recursive: true, force: true }));
  });
}

/** Declares the tests on MariaDB alone: what only a server can do. */
export function suMariaDb(tests: (apri: Apri, motore: Motore) => void): void {
  const server = inject('mariadb');
  describe.skipIf(server === null)('on MariaDB', () => {
    const database = `t_${randomUUID().replaceAll('-', '')}`;
    const access = { socketPath: server?.socketPath ?? '', user: server?.user ?? '', password: server?.password ?? '' };
    const config = (): DatabaseConfig => ({ kind: 'mysql', host: '', port: 0, database, ...access });
    const root = async (statements: readonly string[], inside?: string): Promise<void> => {
      const connection = await mysql.createConnection({
        ...access,
        ...(inside === undefined ? {} : { database: inside }),
      });
      for (const sql of statements) await connection.query(sql);
      await connection.end();
    };
    beforeAll(async () => {
      await root([`CREATE DATABASE ${database}`]);
      await migrate(config());
    });
    beforeEach(() =>
      root(
        tabelle('mysql').map((t) => `DELETE FROM ${t.options.name}`),
        database,
      ),
    );
    tests(
      conChiusura(() => Database.open(config())),
      { kind: 'mysql', config },
    );
    afterAll(() => root([`DROP DATABASE ${database}`]));
  });
}

/** Declares the tests once per engine. */
export function perOgniDatabase(tests: (apri: Apri, motore: Motore) => void): void {
  suSqlite(tests);
  suMariaDb(tests);
}

/** Opens a fresh, migrated SQLite database outside `perOgniDatabase`, for tests that need no second engine. */
export async function apriInMemoria(): Promise<Database> {
  const db = await Database.open({ kind: 'sqlite', file: ':memory:' });
  await db.migrate();
  return db;
}
