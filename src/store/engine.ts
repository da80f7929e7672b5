/**
 * How a configured database becomes a TypeORM data source that can be given up.
 * Invariant: every commit is durable (SQLite synchronous=FULL; InnoDB as its server is set), text compares exactly,
 * and a session reads committed data only.
 */
import { existsSync, statSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import mysql from 'mysql2';
import { DataSource } from 'typeorm';
import { MIGRATIONS } from '../../migrations/index.js';
import { InfrastructureError } from '../errors.js';
import { sqliteDriver } from './sqlite-driver.js';
import { keepSqliteToUs } from './sqlite-file.js';
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

/** False only for a SQLite file that is not there: to open it would make it. */
export const isThere = (config: DatabaseConfig): boolean =>
  config.kind === 'mysql' || config.file === ':memory:' || existsSync(config.file);

/** The last step of the schema that this program knows, and how many there are. */
export const SCHEMA = { last: MIGRATIONS.at(-1)?.name ?? '', steps: MIGRATIONS.length } as const;

/** Waiting inside SQLite blocks the event loop: BEGIN IMMEDIATE is waited for outside, and nothing else can be busy. */
const BUSY_TIMEOUT_MS = 20;

/** Until the server has greeted us and taken the password. */
const CONNECT_MS = 10_000;
const KEEP_ALIVE_MS = 10_000;

/** What an InnoDB lock is worth waiting for; then the transaction is run again. */
const LOCK_WAIT_S = 10;

/**
 * Nothing of a session is left to the server, which may say `init_connect` or ignore what the handshake asked for: in
 * latin1 NICCOLÒ is stored damaged, NO_BACKSLASH_ESCAPES turns the driver's escaping into a hole, without STRICT values are
 * cut in silence, with `sql_select_limit` rows are left out, tables of another engine undo nothing.
 */
const SESSION = [
  'SET NAMES utf8mb4 COLLATE utf8mb4_bin',
  'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED, READ WRITE',
  [
    "SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION'",
    "time_zone = '+00:00'",
    `innodb_lock_wait_timeout = ${LOCK_WAIT_S}`,
    'autocommit = 1',
    'completion_type = 0',
    'default_storage_engine = InnoDB',
    'sql_auto_is_null = 0',
    'foreign_key_checks = 1',
    'sql_select_limit = 18446744073709551615',
    'sql_safe_updates = 0',
    'sql_big_selects = 1',
    'unique_checks = 1',
  ].join(', '),
];

/** A data source, and the way to be rid of it whatever it waits for. */
export interface Engine {
  readonly source: DataSource;
  /** Ends every connection at once, also one that is still being made; what waits on them fails. */
  abandon(): void;
}

type MysqlConfig = Extract<DatabaseConfig, { kind: 'mysql' }>;

/** The sockets of one data source: a pool that could not be opened is known to nobody else, and would keep them for ever. */
class Sockets {
  readonly #open = new Set<Socket>();
  readonly #pools: mysql.Pool[] = [];

  constructor(private readonly config: MysqlConfig) {}

  /** mysql2 with every new connection prepared before its first use: commands of one connection run in order. */
  driver(): typeof mysql {
    const createPool = (options: mysql.PoolOptions): mysql.Pool => {
      const pool = mysql.createPool({ ...options, stream: () => this.#connect() });
      this.#pools.push(pool);
      pool.on('connection', prepare);
      return pool;
    };
    return { ...mysql, createPool } as typeof mysql;
  }

  abandon(): void {
    for (const pool of this.#pools) pool.end(() => undefined);
    for (const socket of this.#open) socket.destroy();
  }

  #connect(): Socket {
    const { socketPath, host, port } = this.config;
    const socket = socketPath === undefined ? connect(port, host) : connect(socketPath);
    socket.setKeepAlive(true, KEEP_ALIVE_MS).setNoDelay(true);
    this.#open.add(socket);
    return socket.once('close', () => this.#open.delete(socket));
  }
}

function prepare(connection: mysql.PoolConnection): void {
  for (const sql of SESSION) {
    connection.query(sql, (error: unknown) => {
      if (error !== null && error !== undefined) connection.destroy();
    });
  }
}

function mysqlEngine(config: MysqlConfig, type: 'mysql' | 'mariadb'): Engine {
  const sockets = new Sockets(config);
  const source = new DataSource({
    type,
    driver: sockets.driver(),
    ...(config.socketPath === undefined ? { host: config.host, port: config.port } : { socketPath: config.socketPath }),
    username: config.user,
    password: config.password,
    database: config.database,
    charset: 'utf8mb4',
    poolSize: config.poolSize ?? 8,
    connectTimeout: CONNECT_MS,
    bigNumberStrings: false,
    ...(config.ssl === undefined ? {} : { ssl: config.ssl }),
    entities: tabelle('mysql'),
    migrations: MIGRATIONS,
    migrationsTableName: 'migrazioni',
    logging: false,
    synchronize: false,
  });
  return { source, abandon: () => sockets.abandon() };
}

function isSomethingElse(file: string): boolean {
  try {
    return statSync(file, { throwIfNoEntry: false })?.isFile() === false;
  } catch {
    // Not to be looked at: opening it says why.
    return false;
  }
}

/** SQLite waits for the other end of a queue, and keeps the event loop while it does. */
function mustBeFile(file: string): void {
  if (file !== ':memory:' && isSomethingElse(file))
    throw new InfrastructureError('database not available: not a file', 'SQLITE_CANTOPEN');
}

function sqliteSource(file: string): DataSource {
  return new DataSource({
    type: 'better-sqlite3',
    driver: sqliteDriver(),
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
export function createEngine(config: DatabaseConfig, dialect: 'mysql' | 'mariadb' = 'mysql'): Engine {
  if (config.kind === 'mysql') return mysqlEngine(config, dialect);
  mustBeFile(config.file);
  keepSqliteToUs(config.file);
  return { source: sqliteSource(config.file), abandon: () => undefined };
}
