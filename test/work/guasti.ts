/**
 * Faults on purpose: a database whose transactions pass through a hand that can let a statement fail.
 * Invariant: what passes is the real database; only the chosen statement never reaches it.
 */
import type { Database, Tx } from '../../src/store/database.js';

/** Called before every statement; throwing makes it fail. */
export type Prima = (sql: string, params: readonly unknown[]) => void | Promise<void>;

/** The transaction with a hand before every statement. */
export function conMano(tx: Tx, prima: Prima): Tx {
  return {
    kind: tx.kind,
    query: async (sql, params = []) => {
      await prima(sql, params);
      return tx.query(sql, params);
    },
    execute: async (sql, params = []) => {
      await prima(sql, params);
      return tx.execute(sql, params);
    },
  };
}

/** The same database, every statement of every transaction under the hand; `apertura` may fail the transaction itself. */
export function databaseConMano(
  db: Database,
  prima: Prima,
  apertura: () => void | Promise<void> = () => undefined,
): Database {
  const mano = {
    kind: db.kind,
    assertOutside: () => db.assertOutside(),
    transaction: async <T>(fn: (tx: Tx) => Promise<T>): Promise<T> => {
      await apertura();
      return db.transaction((tx) => fn(conMano(tx, prima)));
    },
  };
  return mano as unknown as Database;
}

/** Fails the k-th statement (from 1), whatever it is. */
export function guastaIl(k: number, errore: Error = new Error('broken on purpose')): Prima & { contati: () => number } {
  let n = 0;
  const prima = (): void => {
    n += 1;
    if (n === k) throw errore;
  };
  return Object.assign(prima, { contati: () => n });
}
