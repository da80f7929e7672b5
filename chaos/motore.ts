/**
 * The database of the month: a SQLite file, or a private MariaDB that is stopped, killed and paused.
 * Invariant: whatever was done to it is undone when `ripara` resolves; the system's server is never touched.
 */
import { rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import mysql from 'mysql2/promise';
import { Database, type DatabaseConfig } from '../src/store/database.js';
import { type MariaDb, startMariaDb } from '../test/mariadb.js';
import type { NomeMotore } from './opzioni.js';
import { apriVia } from './via.js';

/** A way in which the database goes away; the returned function brings it back. */
export type Guasto = () => Promise<() => Promise<void>>;

export interface Motore {
  readonly nome: NomeMotore;
  readonly versione: string;
  /** How many daemons share it. */
  readonly demoni: number;
  /** Section `database` of the configuration of that daemon. */
  sezione(demone: number): object;
  /** For those who look from outside. */
  readonly config: DatabaseConfig;
  readonly guasti: Readonly<Record<string, Guasto>>;
  /** kB of the biggest file a daemon writes into it; undefined where that is not the daemon's doing. */
  fileKB(): Promise<number | undefined>;
  chiudi(): Promise<void>;
}

const NOME_DB = 'chaos';

function sqlite(dir: string): Motore {
  const file = join(dir, 'allinea.sqlite');
  /** Another program that holds the file: to the daemon the database hangs. */
  const occupato: Guasto = async () => {
    const altro = await Database.open({ kind: 'sqlite', file });
    let lascia = (): void => undefined;
    const durata = new Promise<void>((resolve) => {
      lascia = resolve;
    });
    let preso = (): void => undefined;
    const inizio = new Promise<void>((resolve) => {
      preso = resolve;
    });
    const tenuto = altro.transaction(async () => {
      preso();
      await durata;
    });
    await Promise.race([inizio, tenuto.catch(() => undefined)]);
    return async () => {
      lascia();
      await tenuto.catch(() => undefined);
      await altro.close();
    };
  };
  return {
    nome: 'sqlite',
    versione: 'SQLite',
    demoni: 1,
    sezione: () => ({ kind: 'sqlite', file }),
    config: { kind: 'sqlite', file },
    guasti: { 'file held by another program': occupato },
    fileKB: async () => statSync(file).size / 1024,
    chiudi: async () => undefined,
  };
}

async function crea({ socketPath, user, password }: MariaDb): Promise<string> {
  const c = await mysql.createConnection({ socketPath, user, password });
  await c.query(`CREATE DATABASE ${NOME_DB} CHARACTER SET utf8mb4`);
  const [righe] = await c.query<mysql.RowDataPacket[]>('SELECT VERSION() AS v');
  await c.end();
  return String(righe[0]?.v);
}

/** Whatever ends this process, the server goes too. */
function legaAllaNostraFine(server: MariaDb): void {
  process.on('exit', () => {
    try {
      process.kill(server.pid, 'SIGKILL');
    } catch {
      // It ended already.
    }
    rmSync(dirname(server.socketPath), { recursive: true, force: true });
  });
}

/** Daemon 1 goes straight to the server, daemon 2 over a way that can become half-open. */
async function mariadb(dir: string): Promise<Motore> {
  const server = await startMariaDb();
  if (server === undefined) throw new Error('mariadbd is not installed: apt-get install mariadb-server');
  legaAllaNostraFine(server);
  const versione = await crea(server);
  const via = await apriVia(join(dir, 'via.sock'), server.socketPath);
  const { user, password, socketPath } = server;
  const spento = (segnale: 'SIGTERM' | 'SIGKILL') => async () => {
    await server.halt(segnale);
    return () => server.start();
  };
  return {
    nome: 'mariadb',
    versione,
    demoni: 2,
    sezione: (i) => ({ kind: 'mysql', user, name: NOME_DB, socketPath: i === 0 ? socketPath : via.path }),
    config: { kind: 'mysql', host: '', port: 0, user, password, socketPath, database: NOME_DB },
    guasti: {
      'database stopped': spento('SIGTERM'),
      'database killed': spento('SIGKILL'),
      'database paused': async () => {
        process.kill(server.pid, 'SIGSTOP');
        return async () => void process.kill(server.pid, 'SIGCONT');
      },
      'database connections half-open': async () => {
        via.ingoia(true);
        return async () => {
          via.ingoia(false);
          via.taglia();
        };
      },
    },
    fileKB: async () => undefined,
    chiudi: async () => {
      await via.chiudi();
      await server.stop();
    },
  };
}

/** Opens the engine with an empty, migrated database. @throws Error mariadbd is not installed */
export async function apriMotore(nome: NomeMotore, dir: string): Promise<Motore> {
  const motore = nome === 'sqlite' ? sqlite(dir) : await mariadb(dir);
  const db = await Database.open(motore.config);
  await db.migrate();
  await db.close();
  return motore;
}
