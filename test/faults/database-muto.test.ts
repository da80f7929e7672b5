/**
 * A server that hangs, wherever it begins to: nothing that was asked of it is waited for without an end, and nothing of us
 * stays behind.
 */
import { createServer, type Socket } from 'node:net';
import mysql from 'mysql2/promise';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { InfrastructureError } from '../../src/errors.js';
import { Database, type DatabaseConfig } from '../../src/store/database.js';
import { startMariaDb } from '../mariadb.js';

const server = await startMariaDb();
afterAll(() => server?.stop());

async function root<T = unknown>(...statements: string[]): Promise<T[]> {
  const c = await mysql.createConnection({ socketPath: server?.socketPath ?? '', user: 'root', password: '' });
  try {
    let rows: unknown = [];
    for (const sql of statements) [rows] = await c.query(sql);
    return rows as T[];
  } finally {
    await c.end();
  }
}

const CHI = "'comune'@'%'";
const config: DatabaseConfig = {
  kind: 'mysql',
  ...{ host: '127.0.0.1', port: 1, socketPath: server?.socketPath ?? '' },
  ...{ user: 'comune', password: 'segreta', database: 'muto' },
};
const LIMITE = { statementTimeoutMs: 400 };
const aperti: Database[] = [];
async function apri(): Promise<Database> {
  const db = await Database.open(config, LIMITE);
  aperti.push(db);
  return db;
}
const nostre = async (): Promise<number> =>
  (await root("SELECT id FROM information_schema.processlist WHERE user = 'comune'")).length;

/** Runs `fn` while the server is stopped like a machine that lost its power, its sockets still there. */
async function fermo<T>(fn: () => Promise<T>): Promise<T> {
  process.kill(server?.pid ?? 0, 'SIGSTOP');
  try {
    return await fn();
  } finally {
    process.kill(server?.pid ?? 0, 'SIGCONT');
  }
}

describe.skipIf(server === undefined)('a server that hangs', () => {
  beforeEach(async () => {
    await root(
      ...['DROP DATABASE IF EXISTS muto', 'CREATE DATABASE muto'],
      ...[`CREATE OR REPLACE USER ${CHI} IDENTIFIED BY 'segreta'`, `GRANT ALL ON muto.* TO ${CHI}`],
    );
  });
  afterEach(async () => {
    for (const db of aperti.splice(0)) await db.close();
  });

  it('a database that refuses the first statement keeps no connection of ours', async () => {
    await root(`ALTER USER ${CHI} PASSWORD EXPIRE`);
    for (let i = 0; i < 5; i++) await expect(apri()).rejects.toMatchObject({ codice: '1820' });
    await expect.poll(nostre).toBe(0);
  });

  it('to open it, to ask its schema, to write and to close end while it is stopped', async () => {
    const db = await apri();
    await db.migrate();
    await fermo(async () => {
      await expect(apri()).rejects.toThrow(InfrastructureError);
      await expect(db.pendingMigrations()).rejects.toMatchObject({ codice: 'ETIMEDOUT' });
      await expect(db.transaction((tx) => tx.query('SELECT 1'))).rejects.toMatchObject({ codice: 'ETIMEDOUT' });
      await db.close();
    });
    await expect.poll(nostre).toBe(0);
  });

  it('tables that another session locks are waited for no longer than a statement may take', async () => {
    const db = await apri();
    await db.migrate();
    const altra = await mysql.createConnection({
      socketPath: server?.socketPath ?? '',
      user: 'root',
      database: 'muto',
    });
    try {
      await altra.query('LOCK TABLES migrazioni WRITE, notifiche WRITE');
      await expect(db.pendingMigrations()).rejects.toMatchObject({ codice: 'ETIMEDOUT' });
      await expect(db.transaction((tx) => tx.query('SELECT id FROM notifiche'))).rejects.toMatchObject({
        codice: 'ETIMEDOUT',
      });
    } finally {
      await altra.end();
    }
    expect(await db.pendingMigrations()).toEqual([]);
  });

  it('a machine that takes the connection and never says a word is given up', async () => {
    const vivi = new Set<Socket>();
    const buco = createServer((s) => void vivi.add(s.on('error', () => undefined)));
    await new Promise<void>((resolve) => buco.listen(0, '127.0.0.1', resolve));
    const { port } = buco.address() as { port: number };
    const { socketPath: _, ...tcp } = config as Extract<DatabaseConfig, { kind: 'mysql' }>;
    await expect(Database.open({ ...tcp, port }, LIMITE)).rejects.toMatchObject({ codice: 'ETIMEDOUT' });
    await expect.poll(() => [...vivi].every((s) => s.closed || s.readableEnded)).toBe(true);
    for (const s of vivi) s.destroy();
    await new Promise((resolve) => buco.close(resolve));
  });
});
