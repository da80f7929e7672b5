/**
 * The database: opened once, closed once, and every access is a transaction.
 * Law: on SQLite there is one connection, so transactions queue behind one gate; otherwise a stranger's rollback takes
 * back an insert that was already acknowledged. A nested call throws instead of waiting for itself.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import pRetry from 'p-retry';
import type { DataSource, QueryRunner } from 'typeorm';
import { InfrastructureError, TransientError } from '../errors.js';
import { RerunError, StatementError, translateDriverError, translateSchemaError } from './driver-errors.js';
import { createEngine, type DatabaseConfig, type Engine } from './engine.js';
import { Breath, Gate } from './gate.js';
import { scriviStatoLavoro } from './lavori.js';
import { withMigrationLease } from './migration-lease.js';
import { driftOf, NewerDatabaseError, noteRelease, pendingMigrations, prepareSchema, runMigrations } from './schema.js';
import { OpenTx, type Tx } from './tx.js';
import { entro } from './within.js';

export type { DatabaseConfig } from './engine.js';
export type { DatabaseKind } from './tables/index.js';
export type { Param, Row, Tx } from './tx.js';

/** What `doctor` and the summary show. */
export interface DatabaseInfo {
  readonly kind: DatabaseConfig['kind'];
  /** As the server says it, e.g. `10.11.6-MariaDB`, `3.50.4`. */
  readonly version: string;
  /** Median of a few durable commits, in milliseconds. */
  readonly commitMs: number;
}

export interface DatabaseOptions {
  /** A server silent for this long is taken for gone; the default is a minute. */
  readonly statementTimeoutMs?: number;
}

/** A transaction that lost against another is run again this often; some 3 s with the pauses below. */
const RERUNS = 6;
/** How long another process may keep the SQLite file before we give up. */
const BUSY_MS = 10_000;
/** A statement unanswered this long hangs on a dead connection: the longest honest one takes a few seconds. */
const STATEMENT_TIMEOUT_MS = 60_000;
/** A server that is there says goodbye at once. */
const CLOSE_MS = 5_000;

export class Database {
  readonly kind: DatabaseConfig['kind'];
  readonly #config: DatabaseConfig;
  readonly #engine: Engine;
  readonly #source: DataSource;
  readonly #gate = new Gate();
  readonly #breath = new Breath();
  readonly #current = new AsyncLocalStorage<OpenTx>();
  readonly #open = new Set<Promise<unknown>>();
  #closing = false;

  private constructor(
    config: DatabaseConfig,
    engine: Engine,
    private readonly statementTimeoutMs: number,
  ) {
    this.#config = config;
    this.#engine = engine;
    this.#source = engine.source;
    this.kind = config.kind;
  }

  /**
   * Opens the database; creates the SQLite file. Does not migrate.
   * @throws InfrastructureError when it is not reachable or refuses us.
   */
  static async open(config: DatabaseConfig, options: DatabaseOptions = {}): Promise<Database> {
    const engine = createEngine(config);
    const timeoutMs = options.statementTimeoutMs ?? STATEMENT_TIMEOUT_MS;
    try {
      await entro(engine.source.initialize(), timeoutMs);
    } catch (error) {
      // Its connections are nobody's: they would keep the process alive and the server's places taken.
      engine.abandon();
      // Whatever the reason, there is no database to work with: waiting for it is all a caller can do.
      const translated = translateDriverError(error);
      throw translated instanceof StatementError
        ? new InfrastructureError(translated.message, translated.codice)
        : translated;
    }
    return new Database(config, engine, timeoutMs);
  }

  /** Waits for the transactions under way, then closes. Later calls of `transaction` throw. */
  async close(): Promise<void> {
    if (this.#closing) return;
    this.#closing = true;
    await Promise.allSettled([...this.#open]);
    // Nothing is under way any more: a server that does not even take leave is left as it is.
    await entro(this.#source.destroy(), CLOSE_MS).catch(() => undefined);
    this.#engine.abandon();
  }

  /** Closes without waiting for anybody: what is under way fails, and the server undoes it. */
  async abandon(): Promise<void> {
    this.#engine.abandon();
    await this.close();
  }

  /**
   * Runs `fn` in one transaction and resolves after the commit. On the MySQL family `fn` may run several times
   * (deadlock): it must change nothing but the database. No network call inside.
   * @throws TransientError, InfrastructureError (see driver-errors), or whatever `fn` throws, after the rollback.
   */
  async transaction<T>(fn: (tx: Tx) => Promise<T>): Promise<T> {
    this.assertOutside();
    if (this.#closing) throw new Error('the database is closed');
    const running = this.kind === 'sqlite' ? this.#gate.run(() => this.#attempt(fn)) : this.#rerun(fn);
    this.#open.add(running);
    try {
      return await running;
    } finally {
      this.#open.delete(running);
    }
  }

  /** Throws where waiting for another transaction would mean waiting for oneself: inside an open one. */
  assertOutside(): void {
    const outer = this.#current.getStore();
    if (outer !== undefined && !outer.closed) throw new Error('nested transaction: pass the open one on');
  }

  /**
   * Brings the schema up to date; safe when several processes start at once. Returns the names of the steps done.
   * @param release of this program, for those that are older  @throws NewerDatabaseError a later release was here
   */
  async migrate(release?: string): Promise<string[]> {
    const done = await this.#steps();
    if (release !== undefined) await this.transaction((tx) => noteRelease(tx, release, done.length > 0));
    return done;
  }

  async #steps(): Promise<string[]> {
    if ((await this.pendingMigrations()).length === 0) return [];
    // SQLite can undo a schema change, and its one connection is inside this transaction already.
    if (this.kind === 'sqlite') return this.transaction(() => runMigrations(this.#source, 'none'));
    await this.#administer(prepareSchema);
    const each = () => runMigrations(this.#source, 'each');
    return withMigrationLease((fn) => this.transaction(fn), each);
  }

  /** Names of the steps the schema lacks, in order. @throws NewerDatabaseError a later release was here */
  async pendingMigrations(): Promise<string[]> {
    const pending = this.#administer((runner) => pendingMigrations(this.#source, runner));
    return entro(pending, this.statementTimeoutMs);
  }

  /** Statements that would make the schema equal to the entities; empty unless a migration was forgotten. */
  async drift(): Promise<string[]> {
    if (this.kind === 'sqlite') return this.#administer(() => driftOf(this.#source));
    const { version } = await this.info();
    const { source, abandon } = createEngine(this.#config, version.includes('MariaDB') ? 'mariadb' : 'mysql');
    try {
      await source.initialize();
      return await driftOf(source);
    } finally {
      abandon();
    }
  }

  /** Kind, version and commit time; writes one small bookmark a few times to measure it. */
  async info(): Promise<DatabaseInfo> {
    const sql = this.kind === 'sqlite' ? 'SELECT sqlite_version() AS v' : 'SELECT VERSION() AS v';
    const [row] = await this.transaction((tx) => tx.query<{ v: string }>(sql));
    const times: number[] = [];
    for (let i = 0; i < 5; i++) times.push(await this.#timeCommit(String(i)));
    times.sort((a, b) => a - b);
    return { kind: this.kind, version: row?.v ?? '', commitMs: times[2] ?? 0 };
  }

  async #timeCommit(valore: string): Promise<number> {
    const start = performance.now();
    // One statement: two processes that measure at once must not meet between a DELETE and an INSERT.
    await this.transaction((tx) => scriviStatoLavoro(tx, 'misura-commit', { valore, now: '' }));
    return performance.now() - start;
  }

  /** Schema work behind the same gate as everything else. */
  async #administer<T>(fn: (runner: QueryRunner) => Promise<T>): Promise<T> {
    const task = async (): Promise<T> => {
      const runner = this.#source.createQueryRunner();
      try {
        return await fn(runner);
      } catch (error) {
        throw error instanceof NewerDatabaseError ? error : translateSchemaError(error);
      } finally {
        if (this.kind === 'mysql') await runner.release();
      }
    };
    return this.kind === 'sqlite' ? this.#gate.run(task) : task();
  }

  #rerun<T>(fn: (tx: Tx) => Promise<T>): Promise<T> {
    return pRetry(() => this.#attempt(fn), {
      retries: RERUNS,
      minTimeout: 20,
      maxTimeout: 1_000,
      randomize: true,
      shouldRetry: ({ error }) => error instanceof RerunError,
    });
  }

  async #attempt<T>(fn: (tx: Tx) => Promise<T>): Promise<T> {
    const runner = this.#source.createQueryRunner();
    const tx = new OpenTx(this.kind, runner, { timeoutMs: this.statementTimeoutMs, breath: this.#breath });
    try {
      await this.#begin(tx);
    } catch (error) {
      tx.abandon();
      throw error;
    }
    try {
      const result = await this.#current.run(tx, () => fn(tx));
      await tx.execute('COMMIT');
      return result;
    } catch (error) {
      await tx.rollback();
      throw error;
    } finally {
      tx.close();
      if (this.kind === 'mysql') await runner.release();
    }
  }

  /** SQLite takes the write lock at once: upgrading later fails when another process wrote in between. */
  async #begin(tx: OpenTx): Promise<void> {
    if (this.kind === 'mysql') {
      await tx.execute('START TRANSACTION');
      return;
    }
    const deadline = performance.now() + BUSY_MS;
    for (;;) {
      try {
        await tx.execute('BEGIN IMMEDIATE');
        return;
      } catch (error) {
        if (!(error instanceof TransientError) || performance.now() > deadline) throw error;
        tx.revive();
        await delay(5);
      }
    }
  }
}
