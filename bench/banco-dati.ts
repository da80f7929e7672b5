/**
 * The database of the benchmark: a private MariaDB with durable commits, one database per side.
 * Invariant: the system's server is never touched; the folder goes away with the process that was started.
 */
import mysql from 'mysql2/promise';
import type { DatabaseConfig } from '../src/store/database.js';
import { startMariaDb } from '../test/mariadb.js';

export interface BancoDati {
  readonly versione: string;
  /** Drops the database if it is there and creates it empty. */
  nuovo(database: string): Promise<DatabaseConfig>;
  /** Empties tables between two rounds, so that every round finds the same. */
  svuota(database: string, tabelle: readonly string[]): Promise<void>;
  /**
   * Resolves when none is left. Asking is work for the server too: a long measure asks less often (`ogniMs`).
   * @throws Error when some were parked: the figures would be about nothing
   */
  finoAllaFine(database: string, ogniMs?: number): Promise<void>;
  chiudi(): Promise<void>;
}

/** The ente of every notification. */
export const COD_COMUNE = '999001';

/** As a small installation is set up: the pages in use fit in memory, the log takes the bursts. */
const IMPOSTAZIONI = ['innodb_buffer_pool_size = 536870912', 'innodb_log_file_size = 536870912'];
const PAUSA_MS = 10;

const pausa = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function parcheggiate(c: mysql.Connection, database: string): Promise<number> {
  const sql = `SELECT COUNT(*) AS n FROM ${database}.notifiche WHERE cod_destinatario = ? AND stato = 'parked'`;
  const [righe] = await c.query<mysql.RowDataPacket[]>(sql, [COD_COMUNE]);
  return Number(righe[0]?.n);
}

async function qualcuna(c: mysql.Connection, database: string): Promise<boolean> {
  // Asked often: with the ente it is read from an index, whatever the number of rows.
  const sql = `SELECT 1 FROM ${database}.notifiche WHERE cod_destinatario = ? AND stato = 'pending' LIMIT 1`;
  const [righe] = await c.query<mysql.RowDataPacket[]>(sql, [COD_COMUNE]);
  return righe.length > 0;
}

/** Starts the server. @throws Error when mariadbd is not installed or its commits are not durable */
export async function apriBancoDati(): Promise<BancoDati> {
  const server = await startMariaDb();
  if (server === undefined) throw new Error('mariadbd is not installed: apt-get install mariadb-server');
  const { socketPath, user, password } = server;
  const c = await mysql.createConnection({ socketPath, user, password });
  for (const i of IMPOSTAZIONI) await c.query(`SET GLOBAL ${i}`);
  const [righe] = await c.query<mysql.RowDataPacket[]>(
    'SELECT VERSION() AS v, @@innodb_flush_log_at_trx_commit AS durevole',
  );
  if (Number(righe[0]?.durevole) !== 1) throw new Error('commits are not durable');
  return {
    versione: String(righe[0]?.v),
    nuovo: async (database) => {
      await c.query(`DROP DATABASE IF EXISTS ${database}`);
      await c.query(`CREATE DATABASE ${database} CHARACTER SET utf8mb4`);
      return { kind: 'mysql', host: '', port: 0, user, password, socketPath, database, poolSize: 10 };
    },
    svuota: async (database, tabelle) => {
      await c.query('SET FOREIGN_KEY_CHECKS = 0');
      for (const t of tabelle) await c.query(`TRUNCATE TABLE ${database}.${t}`);
    },
    finoAllaFine: async (database, ogniMs = PAUSA_MS) => {
      while (await qualcuna(c, database)) await pausa(ogniMs);
      const ferme = await parcheggiate(c, database);
      if (ferme > 0) throw new Error(`${ferme} notifications were parked`);
    },
    chiudi: async () => {
      await c.end();
      await server.stop();
    },
  };
}
