/** What an operator reads when the database does not take what it is asked; every command ends, and says what to do. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import mysql from 'mysql2/promise';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { freePort, startMariaDb } from '../mariadb.js';
import { banco, type Detto } from './banco.js';

const PORTA = await freePort();
const CHIUSA = await freePort();
const server = await startMariaDb([
  ...['--skip-networking=0', '--bind-address=127.0.0.1', `--port=${PORTA}`],
  ...['--log-bin=binario', '--binlog-format=STATEMENT', '--max-allowed-packet=16M'],
  '--innodb-flush-log-at-trx-commit=2',
]);
const b = banco();
afterAll(() => server?.stop());

async function root(...statements: string[]): Promise<void> {
  const c = await mysql.createConnection({ socketPath: server?.socketPath ?? '', user: 'root', password: '' });
  try {
    for (const sql of statements) await c.query(sql);
  } finally {
    await c.end();
  }
}

const CHI = "'comune'@'%'";
const DOVE = `MariaDB/MySQL 127.0.0.1:${PORTA}, database «detto», utente «comune»`;

function configura(database: object = {}, altro: object = {}): void {
  writeFileSync(join(b.dir, 'db.password'), '\uFEFFsegreta \r\n');
  const tcp = { kind: 'mysql', host: '127.0.0.1', port: PORTA, user: 'comune', passwordFile: 'db.password' };
  b.configura({
    database: { ...tcp, name: 'detto', ...database },
    server: { host: '127.0.0.1', port: CHIUSA },
    ...altro,
  });
}

/** Both commands, as whoever reads them sees them. */
const detti = (): Promise<[stato: Detto, controlla: Detto]> =>
  Promise.all([b.allinea('stato'), b.allinea('controlla')]);

async function atteso(perche: RegExp, rimedio: RegExp): Promise<void> {
  const [stato, controlla] = await detti();
  expect(stato.code).toBe(69);
  expect(controlla.code).toBe(1);
  for (const testo of [stato.err, controlla.out]) {
    expect(testo).toMatch(perche);
    expect(testo).toMatch(rimedio);
  }
  expect(stato.err).toContain('Demone: spento');
  expect(stato.err).not.toContain('si confermano');
  expect(controlla.out).toContain('il demone è spento');
}

describe.skipIf(server === undefined)('stato and controlla', () => {
  beforeEach(async () => {
    await root(
      ...['DROP DATABASE IF EXISTS detto', 'CREATE DATABASE detto', "SET GLOBAL binlog_format = 'ROW'"],
      ...[`CREATE OR REPLACE USER ${CHI} IDENTIFIED BY 'segreta'`, `GRANT ALL ON detto.* TO ${CHI}`],
    );
    configura();
    expect((await b.allinea('migra')).code).toBe(0);
  });

  it('say host, port, user and the remedy: a wrong password', async () => {
    await root(`ALTER USER ${CHI} IDENTIFIED BY 'altra'`);
    await atteso(new RegExp(`${DOVE}: utente o password non sono accettati \\(1045\\)`), /database\.passwordFile/);
  });

  it('say it: a password that expired', async () => {
    await root(`ALTER USER ${CHI} PASSWORD EXPIRE`);
    await atteso(new RegExp(`${DOVE}: la password dell’utente è scaduta`), /PASSWORD EXPIRE NEVER/);
  });

  it('say it: an account that is locked', async () => {
    await root(`ALTER USER ${CHI} ACCOUNT LOCK`);
    await atteso(new RegExp(`${DOVE}: l’utente è bloccato`), /ALTER USER 'comune' ACCOUNT UNLOCK/);
  });

  it('say it: a database that is not there', async () => {
    await root('DROP DATABASE detto');
    await atteso(new RegExp(`${DOVE}: .*\\((1044|1049)\\)`), /GRANT ALL|CREATE DATABASE/);
  });

  it('say it: a port that is closed', async () => {
    configura({ port: CHIUSA });
    await atteso(/il server non c’è o ha chiuso la connessione \(ECONNREFUSED\)/, /systemctl start mariadb/);
  });

  it('say it: a machine that swallows packets', async () => {
    const vivi = new Set<Socket>();
    const buco = createServer((s) => void vivi.add(s.on('error', () => undefined)));
    await new Promise<void>((resolve) => buco.listen(0, '127.0.0.1', resolve));
    configura({ port: (buco.address() as { port: number }).port });
    await atteso(/il server non risponde in tempo \(ETIMEDOUT\)/, /firewall/);
    for (const s of vivi) s.destroy();
    await new Promise((resolve) => buco.close(resolve));
  });

  it('say it: a server that is stopped in the middle', async () => {
    process.kill(server?.pid ?? 0, 'SIGSTOP');
    try {
      await atteso(/il server non risponde in tempo \(ETIMEDOUT\)/, /il carico del server/);
    } finally {
      process.kill(server?.pid ?? 0, 'SIGCONT');
    }
  });

  it('say it: tables that another session locks', async () => {
    const altra = await mysql.createConnection({
      socketPath: server?.socketPath ?? '',
      user: 'root',
      database: 'detto',
    });
    try {
      await altra.query('LOCK TABLES migrazioni WRITE, notifiche WRITE, stato_lavori WRITE');
      await atteso(/il server non risponde in tempo \(ETIMEDOUT\)/, /firewall/);
    } finally {
      await altra.end();
    }
  });

  it('say it with a spool that is under /proc', async () => {
    configura({}, { spool: { dir: '/proc/x' } });
    const [stato, controlla] = await detti();
    expect(stato.out).toContain('Demone: spento');
    expect(controlla.out).toMatch(/spool: \/proc\/x non è su un disco/);
  });

  it('controlla says charset, binlog_format, max_allowed_packet and durability, each with its remedy', async () => {
    await root(
      "SET GLOBAL binlog_format = 'STATEMENT'",
      'ALTER TABLE detto.notifiche CONVERT TO CHARACTER SET latin1',
      'CREATE TABLE detto.altrui (n text) CHARACTER SET latin1',
    );
    const { code, out } = await b.allinea('controlla');
    expect(code).toBe(1);
    expect(out).toMatch(
      /ERR\. {2}caratteri del database: .*: notifiche\n.*ALTER TABLE `notifiche` .*CONVERT TO CHARACTER SET utf8mb4/,
    );
    expect(out).toMatch(
      /ERR\. {2}log binario \(binlog_format\): STATEMENT.*1665.*\n.*SET GLOBAL binlog_format = 'ROW'/,
    );
    expect(out).toMatch(/ATT\. {2}max_allowed_packet: 16 MB.*\n.*SET GLOBAL max_allowed_packet = 67108864/);
    expect(out).toMatch(/ATT\. {2}scritture durevoli: .*\n.*innodb_flush_log_at_trx_commit = 1/);
  });

  it('every other command says it too', async () => {
    await root(`ALTER USER ${CHI} ACCOUNT LOCK`);
    for (const comando of [['notifiche'], ['migra'], ['anomalie'], ['allarmi']])
      expect(await b.allinea(...comando)).toMatchObject({
        code: 69,
        err: expect.stringContaining(`${DOVE}: l’utente è bloccato`),
      });
  });
});

describe('stato and controlla of an installation without a server', () => {
  it.each([
    ['a folder', (f: string) => void mkdirSync(f)],
    ['no database at all', (f: string) => writeFileSync(f, 'non è un database '.repeat(500))],
    ['a queue', (f: string) => void execFileSync('mkfifo', [f])],
  ])('end, and name the file that is %s', async (_, metti) => {
    const file = join(b.dir, 'strano.sqlite');
    metti(file);
    b.configura({ database: { kind: 'sqlite', file } });
    const [stato, controlla] = await detti();
    expect([stato.code, controlla.code]).toEqual([69, 1]);
    for (const testo of [stato.err, controlla.out]) expect(testo).toContain(`SQLite, file ${file}: `);
  });

  it('end when another program holds the file', async () => {
    await b.conDb(async (db) => {
      await db.transaction(async (tx) => {
        await tx.execute("INSERT INTO stato_lavori (nome, valore, aggiornato_il) VALUES ('x', 'x', 'x')");
        const [stato, controlla] = await detti();
        expect(stato.err).toMatch(/un altro programma tiene occupato il database/);
        expect(controlla.out).toMatch(/un altro programma tiene occupato il database/);
      });
    });
  });
});
