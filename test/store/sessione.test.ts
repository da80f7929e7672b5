/** A server whose defaults are the worst that were met: sessions, tables and migrations do not depend on any of them. */
import mysql from 'mysql2/promise';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MIGRATIONS } from '../../migrations/index.js';
import { Database, type DatabaseConfig } from '../../src/store/database.js';
import { leggiStatoLavoro, scriviStatoLavoro } from '../../src/store/lavori.js';
import { acquireLease, fence } from '../../src/store/lease.js';
import { startMariaDb } from '../mariadb.js';

const server = await startMariaDb([
  "--init-connect=SET NAMES latin1; SET sql_mode='NO_BACKSLASH_ESCAPES', autocommit = 0, sql_select_limit = 1, time_zone = '+05:00'",
  '--skip-character-set-client-handshake',
  '--collation-server=latin1_swedish_ci',
  '--default-time-zone=+05:00',
  ...['--transaction-isolation=SERIALIZABLE', '--transaction-read-only=1', '--completion-type=RELEASE'],
  '--default-storage-engine=Aria',
]);
afterAll(() => server?.stop());

async function root<T = unknown>(...statements: string[]): Promise<T[]> {
  const c = await mysql.createConnection({ socketPath: server?.socketPath ?? '', user: 'root', password: '' });
  try {
    let rows: unknown = [];
    await c.query('SET SESSION TRANSACTION READ WRITE');
    for (const sql of statements) [rows] = await c.query(sql);
    return rows as T[];
  } finally {
    await c.end();
  }
}

const config: DatabaseConfig = {
  kind: 'mysql',
  ...{
    host: '',
    port: 0,
    socketPath: server?.socketPath ?? '',
    user: 'comune',
    password: 'segreta',
    database: 'strano',
  },
};
const aperti: Database[] = [];
async function apri(): Promise<Database> {
  const db = await Database.open(config);
  aperti.push(db);
  return db;
}

describe.skipIf(server === undefined)('on a server with other defaults', () => {
  beforeEach(async () => {
    await root(
      'DROP DATABASE IF EXISTS strano',
      'CREATE DATABASE strano CHARACTER SET latin1',
      "CREATE OR REPLACE USER 'comune'@'%' IDENTIFIED BY 'segreta'",
      "GRANT ALL ON strano.* TO 'comune'@'%'",
    );
  });
  afterEach(async () => {
    for (const db of aperti.splice(0)) await db.close();
  });

  it('NICCOLÒ is stored as it is, by every connection of the pool', async () => {
    const db = await apri();
    await db.migrate();
    const nomi = Array.from({ length: 12 }, (_, i) => `NICCOLÒ D’ÀNGELO 👩‍👧 \\ ' ${i}`);
    await Promise.all(
      nomi.map((valore, i) => db.transaction((tx) => scriviStatoLavoro(tx, `n${i}`, { valore, now: '' }))),
    );
    const letti = await db.transaction((tx) => Promise.all(nomi.map((_, i) => leggiStatoLavoro(tx, `n${i}`))));
    expect(letti).toEqual(nomi);
    const [riga] = await root<{ h: string }>("SELECT HEX(valore) AS h FROM strano.stato_lavori WHERE nome = 'n0'");
    expect(Buffer.from(riga?.h ?? '', 'hex').toString('utf8')).toBe(nomi[0]);
  });

  it('isolation, time zone, strictness and number of rows are ours on every connection', async () => {
    const db = await apri();
    const viste = await Promise.all(
      Array.from({ length: 8 }, () =>
        db.transaction((tx) =>
          tx.query(`SELECT @@tx_isolation AS isolamento, @@time_zone AS zona, @@sql_mode AS modo, @@autocommit AS auto,
            @@character_set_client AS client, @@collation_connection AS collation UNION ALL SELECT '', '', '', 1, '', ''`),
        ),
      ),
    );
    const nostra = {
      ...{ isolamento: 'READ-COMMITTED', zona: '+00:00', modo: 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION', auto: 1 },
      ...{ client: 'utf8mb4', collation: 'utf8mb4_bin' },
    };
    expect(viste.map((v) => [v[0], v.length])).toEqual(Array(8).fill([nostra, 2]));
  });

  it('every table is made in our collation and engine, also when the database was set back before an upgrade', async () => {
    const db = await apri();
    await db.migrate();
    await root('ALTER DATABASE strano CHARACTER SET latin1 COLLATE latin1_swedish_ci');
    await root(
      "DELETE FROM strano.migrazioni WHERE name LIKE 'Allarmi%'",
      'DROP TABLE strano.allarmi, strano.allarmi_invii',
    );
    expect(await db.migrate()).toHaveLength(2);
    const altre = await root(
      `SELECT table_name AS tabella, table_collation AS c, engine AS e FROM information_schema.tables WHERE table_schema = 'strano'
       AND table_type = 'BASE TABLE' AND (table_collation <> 'utf8mb4_nopad_bin' OR engine <> 'InnoDB')`,
    );
    expect(altre).toEqual([]);
  });

  it('several processes migrate an empty database together, each step once', async () => {
    for (let volta = 0; volta < 3; volta++) {
      await root('DROP DATABASE strano', 'CREATE DATABASE strano CHARACTER SET latin1');
      const insieme = await Promise.all([apri(), apri(), apri()]);
      const fatti = await Promise.all(insieme.map((db) => db.migrate()));
      expect(fatti.flat()).toHaveLength(MIGRATIONS.length);
      const nomi = await root<{ n: number }>('SELECT COUNT(*) AS n FROM strano.migrazioni');
      expect(nomi[0]?.n).toBe(MIGRATIONS.length);
      expect(await insieme[0]?.drift()).toEqual([]);
      for (const db of aperti.splice(0)) await db.close();
    }
  });

  it('a process that died while it migrated keeps the others out for no longer than its lease', async () => {
    const db = await apri();
    await db.migrate();
    const presto = new Date(Date.now() + 1_500).toISOString();
    await root(
      "DELETE FROM strano.migrazioni WHERE name LIKE 'VResidenti%'",
      `REPLACE INTO strano.lease (nome, owner, expires_at, token) VALUES ('migrazioni', 'morto', '${presto}', 7)`,
    );
    const inizio = Date.now();
    expect((await db.migrate()).length).toBeGreaterThan(0);
    expect(Date.now()).toBeGreaterThanOrEqual(Math.max(inizio, Date.parse(presto)) - 50);
    expect(await root("SELECT owner, token FROM strano.lease WHERE nome = 'migrazioni'")).toEqual([
      { owner: '', token: 8 },
    ]);
  });

  it('the fence of a lease changes its row, so that a cluster certifies it', async () => {
    const db = await apri();
    await db.migrate();
    const now = new Date().toISOString();
    const richiesta = { nome: 'ente:x', owner: 'a', ttlMs: 60_000, now };
    const lease = await db.transaction((tx) => acquireLease(tx, richiesta));
    const riga = () => root<{ s: number }>("SELECT scritture AS s FROM strano.lease WHERE nome = 'ente:x'");
    const prima = (await riga())[0]?.s ?? -1;
    await db.transaction((tx) => fence(tx, lease!));
    expect((await riga())[0]?.s).toBe(prima + 1);
  });
});
