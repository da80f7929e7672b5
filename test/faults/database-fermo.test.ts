/**
 * A whole daemon whose MariaDB is stopped, killed, paused and brought back: notifications are acknowledged all the time,
 * wait on disk, and end in the inbox once.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import mysql from 'mysql2/promise';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config.js';
import { type Daemon, startDaemon } from '../../src/daemon.js';
import { porteLibere } from '../../src/doors/cli/prova/demone.js';
import { silentLog } from '../../src/log.js';
import { banco, ISTAT } from '../cli/banco.js';
import { busta, call } from '../doors/banco.js';
import { type MariaDb, startMariaDb } from '../mariadb.js';

const server = await startMariaDb();
const b = banco();
let demone: Daemon | undefined;
afterAll(() => server?.stop());

const root = () => mysql.createConnection({ socketPath: server?.socketPath ?? '', user: 'root', password: '' });

async function query<T>(sql: string): Promise<T[]> {
  const c = await root();
  try {
    return (await c.query(sql))[0] as T[];
  } finally {
    await c.end();
  }
}

async function avvia(spool: object = {}, port = 0): Promise<Daemon> {
  const { socketPath, user } = server as MariaDb;
  b.configura({
    database: { kind: 'mysql', socketPath, user, name: 'fermo' },
    spool: { dir: 'spool', databaseWaitMs: 500, ...spool },
    loop: { pollMs: 100 },
    server: { host: '127.0.0.1', port },
  });
  const config = loadConfig({ file: b.config, env: {} });
  const signal = new AbortController().signal;
  demone = await startDaemon({ config, log: silentLog, now: () => new Date(), signal });
  return demone;
}

const notifica = (i: number, altro: object = {}): string =>
  busta({ codDestinatario: ISTAT, idOperazioneANPR: `70000${i}`, contenuto: Buffer.from(`contenuto ${i}`), ...altro });

/** Sends as many as asked, one after the other; the codes answered, or the HTTP status where there was none. */
async function manda(d: Pick<Daemon, 'url'>, da: number, a: number): Promise<string[]> {
  const codici: string[] = [];
  for (let i = da; i < a; i++) {
    const r = await call(`${d.url}/anpr/n000`, notifica(i));
    codici.push(r.codice ?? String(r.status));
  }
  return codici;
}

interface Riga {
  readonly id: string;
  readonly duplicati: number;
}
const inbox = (): Promise<Riga[]> =>
  query('SELECT id_operazione_anpr AS id, duplicati FROM fermo.notifiche ORDER BY fermo.notifiche.id');
const nelloSpool = (): string[] =>
  readdirSync(join(b.dir, 'spool'), { recursive: true })
    .map(String)
    .filter((f) => f.includes('.spool'));
const ids = (da: number, a: number): string[] => Array.from({ length: a - da }, (_, i) => `70000${da + i}`);
const UNI = (n: number): string[] => Array(n).fill('1');

describe.skipIf(server === undefined)('a daemon whose database is away', () => {
  beforeAll(async () => expect(server).toBeDefined());
  beforeEach(async () => {
    await query('DROP DATABASE IF EXISTS fermo');
    await query('CREATE DATABASE fermo CHARACTER SET utf8mb4');
  });
  afterEach(async () => {
    await demone?.stop();
    demone = undefined;
    await server?.start();
  });

  it('acknowledges while the server is stopped and stores everything in order, once, when it starts again', async () => {
    const d = await avvia();
    expect(await manda(d, 0, 3)).toEqual(UNI(3));
    await server?.halt('SIGKILL');
    expect(await manda(d, 3, 20)).toEqual(UNI(17));
    expect(await manda(d, 0, 5)).toEqual(UNI(5));
    expect(nelloSpool()).toHaveLength(1);
    const salute = await call(`${d.url}/health/ready`, '', { method: 'GET' });
    expect([salute.status, salute.corpo.toString()]).toEqual([200, expect.stringMatching(/in attesa del database/)]);
    expect(await b.allinea('stato')).toMatchObject({ code: 69, err: expect.stringContaining('22 notifiche') });
    await server?.start();
    await expect.poll(nelloSpool, { timeout: 20_000 }).toEqual([]);
    expect((await inbox()).map((r) => r.id)).toEqual(ids(0, 20));
    expect(await manda(d, 20, 21)).toEqual(UNI(1));
    expect(await inbox()).toHaveLength(21);
    expect(await b.allinea('stato')).toMatchObject({ out: expect.stringContaining('(spool): nulla') });
  });

  it('does not wait for a server that hangs longer than the limit, and only once', async () => {
    const d = await avvia();
    process.kill(server?.pid ?? 0, 'SIGSTOP');
    try {
      const begin = performance.now();
      expect(await manda(d, 0, 1)).toEqual(['1']);
      expect(performance.now() - begin).toBeGreaterThan(400);
      const after = performance.now();
      expect(await manda(d, 1, 21)).toEqual(UNI(20));
      expect(performance.now() - after).toBeLessThan(5_000);
    } finally {
      process.kill(server?.pid ?? 0, 'SIGCONT');
    }
    await expect.poll(nelloSpool, { timeout: 20_000 }).toEqual([]);
    expect((await inbox()).map((r) => r.id).toSorted()).toEqual(ids(0, 21).toSorted());
  });

  it('stores test notifications and other bytes of a known key as the inbox would have', async () => {
    const d = await avvia();
    expect(await manda(d, 0, 1)).toEqual(['1']);
    await server?.halt('SIGTERM');
    const prova = notifica(1, { tipoNotifica: 'N031', idOperazioneANPR: '999999', codDestinatario: '888888' });
    expect((await call(`${d.url}/anpr/n000`, prova)).codice).toBe('1');
    expect((await call(`${d.url}/anpr/n000`, notifica(0, { contenuto: Buffer.from('altro') }))).codice).toBe('1');
    expect((await call(`${d.url}/anpr/n000`, notifica(2, { idOperazioneANPR: '1'.repeat(65) }))).codice).toBe('1');
    expect((await call(`${d.url}/anpr/n000`, notifica(3, { idOperazioneANPR: '1; DROP' }))).codice).toBe('5');
    await server?.start();
    await expect.poll(nelloSpool, { timeout: 20_000 }).toEqual([]);
    expect(await query('SELECT prova, COUNT(*) AS n FROM fermo.notifiche GROUP BY prova ORDER BY prova')).toEqual([
      { prova: 0, n: 2 },
      { prova: 1, n: 1 },
    ]);
    expect(await query("SELECT oggetto FROM fermo.anomalie WHERE regola = 'NOTIFICA_DISCORDE'")).toHaveLength(1);
  });

  it('leaves what waits to its successor', async () => {
    const d = await avvia();
    await server?.halt('SIGKILL');
    expect(await manda(d, 0, 4)).toEqual(UNI(4));
    await d.stop();
    await server?.start();
    expect(await inbox()).toEqual([]);
    await avvia();
    await expect.poll(nelloSpool, { timeout: 20_000 }).toEqual([]);
    expect((await inbox()).map((r) => r.id)).toEqual(ids(0, 4));
  });

  it('acknowledges already while it waits for the database to start, once it has worked here before', async () => {
    await avvia();
    await demone?.stop();
    await server?.halt('SIGKILL');
    const porta = (await porteLibere()).demone;
    const nascita = avvia({}, porta);
    const d = { url: `http://127.0.0.1:${porta}` };
    await expect.poll(() => manda(d, 0, 1).catch(() => ['nessuno']), { timeout: 20_000 }).toEqual(['1']);
    expect(await manda(d, 1, 4)).toEqual(UNI(3));
    expect((await call(`${d.url}/health/ready`, '', { method: 'GET' })).status).toBe(200);
    await server?.start();
    await nascita;
    await expect.poll(nelloSpool, { timeout: 20_000 }).toEqual([]);
    expect((await inbox()).map((r) => r.id)).toEqual(ids(0, 4));
    expect(await manda(d, 4, 5)).toEqual(['1']);
  });

  it('answers 503 without a code, never a false 1, when the spool is full too', async () => {
    const d = await avvia({ maxBytes: 1_048_576 });
    await server?.halt('SIGKILL');
    const grande = (i: number) => notifica(i, { contenuto: Buffer.alloc(400_000) });
    const codici: string[] = [];
    for (let i = 0; i < 4; i++) {
      const r = await call(`${d.url}/anpr/n000`, grande(i));
      codici.push(r.codice ?? String(r.status));
    }
    expect(codici).toEqual(['1', '1', '503', '503']);
    const salute = await call(`${d.url}/health/ready`, '', { method: 'GET' });
    expect(salute.status).toBe(200);
    await server?.start();
    await expect.poll(nelloSpool, { timeout: 20_000 }).toEqual([]);
    expect((await inbox()).map((r) => r.id)).toEqual(ids(0, 2));
    expect(await manda(d, 2, 4)).toEqual(UNI(2));
  });

  it('answers 503 where the spool is switched off', async () => {
    const d = await avvia({ enabled: false });
    await server?.halt('SIGKILL');
    expect(await manda(d, 0, 1)).toEqual(['503']);
    await server?.start();
    await expect.poll(() => manda(d, 0, 1), { timeout: 20_000 }).toEqual(['1']);
  });
});
