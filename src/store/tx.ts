/**
 * A transaction as the rest of `store/` sees it: plain portable SQL with `?`, and nothing of TypeORM.
 * Invariant: usable only while its transaction is open; afterwards every call throws.
 */
import type { ExecuteValues, PoolConnection, ResultSetHeader } from 'mysql2';
import type { QueryResult, QueryRunner } from 'typeorm';
import { InfrastructureError } from '../errors.js';
import { StatementError, translateDriverError } from './driver-errors.js';
import type { Breath } from './gate.js';
import type { DatabaseKind } from './tables/index.js';

export type Param = string | number | null | Uint8Array;
export type Row = Record<string, unknown>;

/** What a writing statement did. `affected` counts matched rows on both engines. */
export interface Esecuzione {
  readonly affected: number;
  /** Number given to the (first) inserted row; meaningless after an upsert. */
  readonly insertId: number;
}

/** An open transaction. Pass it on, never keep it. */
export interface Tx {
  readonly kind: DatabaseKind;
  /** Rows of a SELECT; the caller states their shape. */
  query<T = Row>(sql: string, params?: readonly Param[]): Promise<T[]>;
  /** Runs a writing statement. */
  execute(sql: string, params?: readonly Param[]): Promise<Esecuzione>;
}

/** mysql2 escapes a Buffer and would spell out any other Uint8Array byte by byte. */
const bind = (p: Param): unknown =>
  p instanceof Uint8Array && !Buffer.isBuffer(p) ? Buffer.from(p.buffer, p.byteOffset, p.byteLength) : p;

/** Thrown at whoever uses a transaction that has ended. */
const OVER = 'this transaction is over: a statement was not awaited inside it';

export class OpenTx implements Tx {
  #closed = false;
  /** After a deadlock the server has undone everything: a statement run now would commit by itself. */
  #doom: Error | undefined;

  constructor(
    readonly kind: DatabaseKind,
    private readonly runner: QueryRunner,
    private readonly limits: { readonly timeoutMs: number; readonly breath: Breath },
  ) {}

  get closed(): boolean {
    return this.#closed;
  }

  async query<T = Row>(sql: string, params: readonly Param[] = []): Promise<T[]> {
    const result = await this.#run(sql, params);
    return (result.records.length > 0 ? result.records : Array.isArray(result.raw) ? result.raw : []) as T[];
  }

  async execute(sql: string, params: readonly Param[] = []): Promise<Esecuzione> {
    const result = await this.#run(sql, params);
    const raw = result.raw as { insertId?: number } | number | bigint | undefined;
    const insertId = typeof raw === 'object' ? (raw?.insertId ?? 0) : Number(raw ?? 0);
    return { affected: result.affected ?? 0, insertId };
  }

  /**
   * Undoes everything. A connection that cannot even do that is thrown away, which undoes it too; so is one that the server
   * refused: it goes on with the rights and limits that it began with, whatever is mended meanwhile.
   */
  async rollback(): Promise<void> {
    const refused = this.#doom instanceof InfrastructureError;
    this.#doom = undefined;
    if (refused && this.kind === 'mysql') return this.#discard();
    try {
      await this.#run('ROLLBACK', []);
    } catch {
      await this.#discard();
    }
  }

  /** A transaction that never began has nothing to undo; its connection, had or still awaited, is not trusted again. */
  abandon(): void {
    this.#closed = true;
    void this.#discard();
  }

  /** Another try after a BEGIN that could not be had. */
  revive(): void {
    this.#doom = undefined;
  }

  close(): void {
    this.#closed = true;
  }

  async #run(sql: string, params: readonly Param[]): Promise<QueryResult> {
    if (this.#closed) throw new Error(OVER);
    if (this.#doom !== undefined) throw this.#doom;
    try {
      return await this.#answered(this.#send(sql, params));
    } catch (error) {
      const translated = translateDriverError(error);
      if (!(translated instanceof StatementError)) this.#doom = translated;
      throw translated;
    }
  }

  /**
   * Bytes go to a server as they are, in a prepared statement: spelled out as hexadecimal text they cost three to four
   * times as much (measured with 28 KB contents). Everything else is one round trip as text.
   */
  async #send(sql: string, params: readonly Param[]): Promise<QueryResult> {
    const values = params.map(bind);
    if (this.kind === 'sqlite') await this.limits.breath.take();
    if (this.kind === 'sqlite' || !values.some(Buffer.isBuffer)) return this.runner.query(sql, values, true);
    const connection = (await this.runner.connect()) as PoolConnection;
    const [raw] = await connection.promise().execute<ResultSetHeader>(sql, values as ExecuteValues);
    return { raw, records: [], affected: raw.affectedRows };
  }

  /** SQLite answers before it returns; a server at the end of a dead connection may never answer. */
  async #answered(statement: Promise<QueryResult>): Promise<QueryResult> {
    if (this.kind === 'sqlite') return statement;
    let timer: NodeJS.Timeout | undefined;
    const silence = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        reject(new InfrastructureError(`database silent for ${this.limits.timeoutMs} ms`, 'ETIMEDOUT'));
        void this.#discard();
      }, this.limits.timeoutMs);
    });
    try {
      return await Promise.race([statement, silence]);
    } finally {
      clearTimeout(timer);
      statement.catch(() => undefined);
    }
  }

  async #discard(): Promise<void> {
    if (this.kind === 'sqlite') return;
    try {
      const connection = (await this.runner.connect()) as { destroy(): void };
      connection.destroy();
    } catch {
      // There was no connection to begin with: nothing to throw away.
    }
  }
}
