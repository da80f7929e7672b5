/**
 * How a configured database becomes a TypeORM data source.
 * Invariant: every commit is durable (SQLite synchronous=FULL; InnoDB as its server is set), text compares exactly,
 * and a session reads committed data only.
 */
import mysql from 'mysql2';
import { DataSource } from 'typeorm';
import { MIGRATIONS } from '../../migrations/index.js';
import { tabelle } from './tables/index.js';

/** `kind` alone selects the engine. */
export type DatabaseConfig =
  | { readonly kind: 'sqlite' /** Path of the file, or `:memory:`. */; readonly file: string }
  | {
      readonly kind: 'mysql';
      readonly host: string;
      readonly port: number;
      readonly user: string;
      readonly password: string;
      readonly database: string;
      readonly socketPath?: string;
      /** Connections; 8 is plenty, because saves are grouped and one applier works per ente. */
      readonly poolSize?: number;
      readonly ssl?: { readonly ca?: string; readonly rejectUnauthorized?: boolean };
    };

/** Waiting inside SQLite blocks the event loop: BEGIN IMMEDIATE is waited for outside, and nothing else can be busy. */
const BUSY_TIMEOUT_MS = 20;

/** What an InnoDB lock is worth waiting for; then the transaction is run again. */
const LOCK_WAIT_S = 10;

/**
 * Nothing of a session is left to the server, which may say `init_connect` or ignore what the handshake asked for: in
 * latin1 NICCOLÒ is stored damaged, NO_BACKSLASH_ESCAPES turns the driver's escaping into a hole, without STRICT values are
 * cut in silence, with `sql_select_limit` rows are left out.
 */
const SESSION = [
  'SET NAMES utf8mb4 COLLATE utf8mb4_bin',
  'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED',
  [
    "SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION'",
    "time_zone = '+00:00'",
    `innodb_lock_wait_timeout = ${LOCK_WAIT_S}`,
    'autocommit = 1',
    'sql_select_limit = 18446744073709551615',
    'sql_safe_updates = 0',
    'sql_big_selects = 1',
    'unique_checks = 1',
  ].join(', '),
];

/** mysql2 with every new connection prepared before its first use: commands of one connection run in order. */
const preparedMysql2 = {
  ...mysql,
  createPool(options: mysql.PoolOptions): mysql.Pool {
    const pool = mysql.createPool(options);
    pool.on('connection', (connection) => {
      for (const sql of SESSION) {
        connection.query(sql, (error: unknown) => {
          if (error !== null && error !== undefined) connection.destroy();
        });
      }
    });
    return pool;
  },
};

function mysqlSource(config: Extract<DatabaseConfig, { kind: 'mysql' }>, type: 'mysql' | 'mariadb'): DataSource {
  return new DataSource({
    type,
    driver: preparedMysql2,
    ...(config.socketPath === undefined ? { host: config.host, port: config.port } : { socketPath: config.socketPath }),
    username: config.user,
    password: config.password,
    database: config.database,
    charset: 'utf8mb4',
    poolSize: config.poolSize ?? 8,
    connectTimeout: 10_000,
    bigNumberStrings: false,
    ...(config.ssl === undefined ? {} : { ssl: config.ssl }),
    extra: { enableKeepAlive: true, keepAliveInitialDelay: 10_000 },
    entities: tabelle('mysql'),
    migrations: MIGRATIONS,
    migrationsTableName: 'migrazioni',
    logging: false,
    synchronize: false,
  });
}

function sqliteSource(file: string): DataSource {
  return new DataSource({
    type: 'better-sqlite3',
    database: file,
    enableWAL: true,
    timeout: BUSY_TIMEOUT_MS,
    statementCacheSize: 500,
    prepareDatabase: (db: { pragma(source: string): unknown }) => {
      db.pragma('synchronous = FULL');
      db.pragma('cache_size = -16000');
    },
    entities: tabelle('sqlite'),
    migrations: MIGRATIONS,
    migrationsTableName: 'migrazioni',
    logging: false,
    synchronize: false,
  });
}

/** `dialect` matters only where TypeORM reads a schema back: MariaDB writes the default of a nullable column out. */
export function createDataSource(config: DatabaseConfig, dialect: 'mysql' | 'mariadb' = 'mysql'): DataSource {
  return config.kind === 'sqlite' ? sqliteSource(config.file) : mysqlSource(config, dialect);
}
