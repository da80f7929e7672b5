/**
 * A daemon whose server answers and refuses: every refusal but one of the values is acknowledged from the disk, told as it
 * is, and over when the fault is over. Each fault is really provoked on a private MariaDB.
 */
import { readdirSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import mysql from 'mysql2/promise';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config.js';
import { type Daemon, startDaemon } from '../../src/daemon.js';
import { silentLog } from '../../src/log.js';
import { banco, ISTAT } from '../cli/banco.js';
import { busta, call } from '../doors/banco.js';
import { freePort, startMariaDb } from '../mariadb.js';
import { apriSmtp } from '../work/smtp.js';

const PORTA = await freePort();
const server = await startMariaDb([
  ...['--skip-networking=0', '--bind-address=127.0.0.1', `--port=${PORTA}`, '--skip-name-resolve=0'],
  ...['--max-connect-errors=3', '--log-bin=binario', '--binlog-format=ROW'],
]);
const b = banco();
let demone: Daemon | undefined;
afterAll(() => server?.stop());

async function root(...statements: string[]): Promise<unknown[]> {
  const c = await mysql.createConnection({ socketPath: server?.socketPath ?? '', user: 'root', password: '' });
  try {
    let rows: unknown = [];
    for (const sql of statements) [rows] = await c.query(sql);
    return rows as unknown[];
  } finally {
    await c.end();
  }
}

/** Rights and passwords are looked at when a connection is made. */
async function caccia(): Promise<void> {
  const righe = (await root("SELECT id FROM information_schema.processlist WHERE user = 'comune'")) as { id: number }[];
  for (const { id } of righe) await root(`KILL ${id}`).catch(() => undefined);
}

async function avvia(altro: object = {}): Promise<Daemon> {
  b.configura({
    database: { kind: 'mysql', socketPath: server?.socketPath, user: 'comune', name: 'rifiuta', ...altro },
    spool: { dir: 'spool', databaseWaitMs: 2_000 },
    loop: { pollMs: 100 },
  });
  const config = loadConfig({ file: b.config, env: { ALLINEA_DATABASE_PASSWORD: 'segreta' } });
  const signal = new AbortController().signal;
  demone = await startDaemon({ config, log: silentLog, now: () => new Date(), signal });
  return demone;
}

const righe: string[] = [];

/** Starts it on a clock that runs a hundred times as fast. */
function nasci(altro: object, signal: AbortSignal): Promise<Daemon> {
  b.configura({
    database: { kind: 'mysql', socketPath: server?.socketPath, user: 'comune', name: 'rifiuta' },
    spool: { dir: 'spool' },
    ...altro,
  });
  const da = Date.now();
  const now = () => new Date(da + (Date.now() - da) * 100);
  const scrivi = (message: string) => void righe.push(message);
  const log = { error: scrivi, warn: scrivi, info: scrivi, debug: scrivi };
  const config = loadConfig({ file: b.config, env: { ALLINEA_DATABASE_PASSWORD: 'segreta' } });
  return startDaemon({ config, log, now, signal });
}

const emailDi = (port: number) => ({
  ...{ host: '127.0.0.1', port, sicurezza: 'nessuna' },
  ...{ mittente: 'allinea@comune.example', destinatari: ['ced@comune.example'] },
});
const decodificato = (posta: string): string =>
  Buffer.from(
    posta
      .replace(/=\r?\n/g, '')
      .replace(/=([0-9A-F]{2})/g, (_, h: string) => String.fromCharCode(Number.parseInt(h, 16))),
    'latin1',
  ).toString('utf8');

/** The server never blocks 127.0.0.1: a road that comes from another address of this machine. */
const DA = '127.0.0.2';

async function strada(): Promise<{ porta: number; chiudi: () => Promise<void> }> {
  const vivi = new Set<Socket>();
  const via: Server = createServer((qui) => {
    const la = connect({ port: PORTA, host: '127.0.0.1', localAddress: DA });
    for (const s of [qui, la])
      vivi.add(s.on('error', () => s.destroy()).on('close', () => [qui, la].map((x) => x.destroy())));
    qui.pipe(la).pipe(qui);
  });
  await new Promise<void>((resolve) => via.listen(0, '127.0.0.1', resolve));
  const chiudi = async () => {
    for (const s of vivi) s.destroy();
    await new Promise((resolve) => via.close(resolve));
  };
  return { porta: (via.address() as { port: number }).port, chiudi };
}

/** A client that leaves after the greeting of the server. */
const strettaInterrotta = (): Promise<void> =>
  new Promise((resolve) => {
    const s = connect({ port: PORTA, host: '127.0.0.1', localAddress: DA });
    s.once('data', () => s.destroy());
    s.on('error', () => undefined).on('close', () => resolve());
  });

let ultimo = 0;
const nuove = (quante: number): string[] => Array.from({ length: quante }, () => `80000${ultimo++}`);
async function manda(d: Daemon, ids: readonly string[], byte = 100): Promise<string[]> {
  const codici: string[] = [];
  for (const idOperazioneANPR of ids) {
    const n = { codDestinatario: ISTAT, idOperazioneANPR, contenuto: Buffer.alloc(byte, idOperazioneANPR) };
    const r = await call(`${d.url}/anpr/n000`, busta(n));
    codici.push(r.codice ?? String(r.status));
  }
  return codici;
}
const inbox = async (): Promise<string[]> =>
  ((await root('SELECT id_operazione_anpr AS id FROM rifiuta.notifiche n ORDER BY n.id')) as { id: string }[]).map(
    (r) => r.id,
  );
const nelloSpool = (): string[] =>
  readdirSync(join(b.dir, 'spool'), { recursive: true })
    .map(String)
    .filter((f) => f.includes('.spool'));
const salute = async (d: Daemon): Promise<{ status: number; database: string; spool: string }> => {
  const r = await call(`${d.url}/health/ready`, '', { method: 'GET' });
  const { dettagli } = JSON.parse(r.corpo.toString()) as { dettagli: { database: string; spool: string } };
  return { status: r.status, ...dettagli };
};

const CHI = "'comune'@'%'";
const APRI = [
  'DROP DATABASE IF EXISTS rifiuta',
  'CREATE DATABASE rifiuta',
  `CREATE OR REPLACE USER ${CHI} IDENTIFIED BY 'segreta'`,
  `GRANT ALL ON rifiuta.* TO ${CHI}`,
];

interface Guasto {
  readonly nome: string;
  readonly codice: string;
  readonly guasta: () => Promise<unknown>;
  readonly ripara: () => Promise<unknown>;
}

const GUASTI: readonly Guasto[] = [
  {
    nome: 'a password that expired',
    codice: '1820',
    guasta: () => root(`ALTER USER ${CHI} PASSWORD EXPIRE`).then(caccia),
    ripara: () => root(`ALTER USER ${CHI} IDENTIFIED BY 'segreta' PASSWORD EXPIRE NEVER`),
  },
  {
    nome: 'a password that expired, where the server ends the connection for it',
    codice: '1862',
    guasta: () =>
      root('SET GLOBAL disconnect_on_expired_password = 1', `ALTER USER ${CHI} PASSWORD EXPIRE`).then(caccia),
    ripara: () =>
      root(
        'SET GLOBAL disconnect_on_expired_password = 0',
        `ALTER USER ${CHI} IDENTIFIED BY 'segreta' PASSWORD EXPIRE NEVER`,
      ),
  },
  {
    nome: 'an account that is locked',
    codice: '4151',
    guasta: () => root(`ALTER USER ${CHI} ACCOUNT LOCK`).then(caccia),
    ripara: () => root(`ALTER USER ${CHI} ACCOUNT UNLOCK`),
  },
  {
    nome: 'another password',
    codice: '1045',
    guasta: () => root(`ALTER USER ${CHI} IDENTIFIED BY 'altra'`).then(caccia),
    ripara: () => root(`ALTER USER ${CHI} IDENTIFIED BY 'segreta'`),
  },
  {
    nome: 'a table that is away during a restore',
    codice: '1146',
    guasta: () => root('RENAME TABLE rifiuta.notifiche TO rifiuta.via'),
    ripara: () => root('RENAME TABLE rifiuta.via TO rifiuta.notifiche'),
  },
  {
    nome: 'a right that was taken away',
    codice: '1142',
    guasta: () => root(`REVOKE ALL ON rifiuta.* FROM ${CHI}`, `GRANT SELECT ON rifiuta.* TO ${CHI}`).then(caccia),
    ripara: () => root(`GRANT ALL ON rifiuta.* TO ${CHI}`),
  },
  {
    nome: 'a server that only reads',
    codice: '1290',
    guasta: () => root('SET GLOBAL read_only = 1'),
    ripara: () => root('SET GLOBAL read_only = 0'),
  },
  {
    nome: 'a binary log that holds sentences, which READ COMMITTED does not allow',
    codice: '1665',
    guasta: () => root("SET GLOBAL binlog_format = 'STATEMENT'").then(caccia),
    ripara: () => root("SET GLOBAL binlog_format = 'ROW'").then(caccia),
  },
];

describe.skipIf(server === undefined)('a daemon whose database refuses', () => {
  beforeEach(async () => {
    await root(...APRI);
  });
  afterEach(async () => {
    await demone?.stop();
    demone = undefined;
  });

  it.each(GUASTI)('acknowledges, says so, and stores all when it is over: $nome ($codice)', async (g) => {
    const d = await avvia();
    const ids = nuove(6);
    expect(await manda(d, ids.slice(0, 2))).toEqual(['1', '1']);
    await g.guasta();
    try {
      expect(await manda(d, ids.slice(2, 5))).toEqual(['1', '1', '1']);
      expect(nelloSpool().length).toBeGreaterThan(0);
      const s = await salute(d);
      expect(s).toMatchObject({ status: 200, database: `non disponibile (${g.codice})` });
      expect(s.spool).toContain('in attesa del database');
    } finally {
      await g.ripara();
    }
    await expect.poll(nelloSpool, { timeout: 40_000 }).toEqual([]);
    expect(await inbox()).toEqual(ids.slice(0, 5));
    expect(await manda(d, ids.slice(5))).toEqual(['1']);
    await expect.poll(inbox).toEqual(ids);
    expect((await salute(d)).database).toBe('ok');
  });

  it('acknowledges a notification larger than a packet of the server, and keeps out none of the others', async () => {
    const d = await avvia();
    await root('SET GLOBAL max_allowed_packet = 65536').then(caccia);
    const [grande = '', ...altre] = nuove(5);
    expect(await manda(d, [grande], 200_000)).toEqual(['1']);
    expect(await manda(d, altre)).toEqual(['1', '1', '1', '1']);
    await expect.poll(inbox, { timeout: 40_000 }).toEqual(altre);
    await root('SET GLOBAL max_allowed_packet = 16777216').then(caccia);
    await expect.poll(inbox, { timeout: 60_000 }).toEqual([...altre, grande]);
    await expect.poll(nelloSpool, { timeout: 40_000 }).toEqual([]);
  });

  it('acknowledges while its host is blocked after too many failed handshakes (1129)', async () => {
    const via = await strada();
    const d = await avvia({ socketPath: null, host: '127.0.0.1', port: via.porta });
    const ids = nuove(4);
    expect(await manda(d, ids.slice(0, 1))).toEqual(['1']);
    for (let i = 0; i < 6; i++) await strettaInterrotta();
    await caccia();
    expect(await manda(d, ids.slice(1))).toEqual(['1', '1', '1']);
    expect((await salute(d)).database).toBe('non disponibile (1129)');
    await root('FLUSH HOSTS');
    await expect.poll(inbox, { timeout: 40_000 }).toEqual(ids);
    await demone?.stop();
    await via.chiudi();
  });

  it('says it by mail while it waits for the database to start, once, though it is started again', async () => {
    const smtp = await apriSmtp();
    await (await avvia()).stop();
    await root(`ALTER USER ${CHI} ACCOUNT LOCK`);
    for (let volta = 0; volta < 2; volta++) {
      const fine = new AbortController();
      const nascita = nasci({ allarmi: { email: emailDi(smtp.port) } }, fine.signal).catch(() => undefined);
      const guardato = () => righe.filter((r) => r.includes('No look at the alarms')).length;
      const da = guardato();
      await expect.poll(guardato, { timeout: 60_000 }).toBeGreaterThan(da + 1);
      fine.abort();
      await nascita;
    }
    await root(`ALTER USER ${CHI} ACCOUNT UNLOCK`);
    expect(smtp.ricevute).toHaveLength(1);
    expect(decodificato(smtp.ricevute[0]?.testo ?? '')).toMatch(/bloccato \(4151\)[\s\S]*ACCOUNT UNLOCK/);
    await smtp.close();
  });
});
