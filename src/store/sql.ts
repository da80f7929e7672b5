/**
 * The few pieces of SQL that differ between the engines, and the cutting of work into statements.
 * Invariant: nothing here puts a value into SQL text; names come from our own constants only.
 */
import type { Param, Row, Tx } from './tx.js';

/** `(?, ?, ?)` */
export const tuple = (length: number): string => `(${Array(length).fill('?').join(', ')})`;

/** Values of one IN list: far below every engine's limit of variables, and long enough to make round trips rare. */
const IN_CHUNK = 500;
/** Rows of one statement on the MySQL family; its packet limit is kept by whoever writes bytes. */
const ROWS = 200;

/** Cuts a list into pieces of at most `size`. */
export function chunks<T>(list: readonly T[], size: number): T[][] {
  const out: T[][] = [];
  for (let i = 0; i < list.length; i += size) out.push(list.slice(i, i + size));
  return out;
}

/**
 * Cuts rows into statements. Prepared statements are kept by their text, so where they are prepared (SQLite always, the
 * MySQL family for bytes) the pieces are powers of two: any number of rows uses the same few texts.
 */
export function rowChunks<T extends readonly Param[]>(tx: Tx, rows: readonly T[]): T[][] {
  const prepared = tx.kind === 'sqlite' || rows[0]?.some((p) => p instanceof Uint8Array);
  if (prepared !== true) return chunks(rows, ROWS);
  const out: T[][] = [];
  for (let i = 0; i < rows.length; ) {
    const size = Math.min(32, 2 ** Math.floor(Math.log2(rows.length - i)));
    out.push(rows.slice(i, i + size));
    i += size;
  }
  return out;
}

/** SELECT … `IN (…)` over any number of values: `sql` holds the marker `:in`, after `before` parameters. */
export async function selectIn<T = Row>(
  tx: Tx,
  sql: string,
  args: { readonly before?: readonly Param[]; readonly values: readonly Param[] },
): Promise<T[]> {
  const out: T[] = [];
  for (const part of chunks([...new Set(args.values)], IN_CHUNK)) {
    const rows = await tx.query<T>(sql.replace(':in', tuple(part.length)), [...(args.before ?? []), ...part]);
    for (const row of rows) out.push(row);
  }
  return out;
}

/** A writing statement with `IN (…)`; returns the matched rows of all pieces. */
export async function executeIn(
  tx: Tx,
  sql: string,
  args: { readonly before?: readonly Param[]; readonly values: readonly Param[]; readonly after?: readonly Param[] },
): Promise<number> {
  let affected = 0;
  for (const part of chunks([...new Set(args.values)], IN_CHUNK)) {
    const done = await tx.execute(sql.replace(':in', tuple(part.length)), [
      ...(args.before ?? []),
      ...part,
      ...(args.after ?? []),
    ]);
    affected += done.affected;
  }
  return affected;
}

/** What to do when the key is already there: assignments may use `nuovo(colonna)` for the value of the new row. */
export interface OnKey {
  readonly key: readonly string[];
  /** Columns to take from the new row; empty leaves the old row as it is. */
  readonly take: readonly string[];
  /** Further assignments, e.g. `duplicati = notifiche.duplicati + 1`. */
  readonly set?: readonly string[];
}

/** The clause that turns an INSERT into an insert-or-update on either engine. */
export function onKey(tx: Tx, table: string, { key, take, set = [] }: OnKey): string {
  const value = (c: string): string => (tx.kind === 'sqlite' ? `excluded.${c}` : `VALUES(${c})`);
  const assignments = [...take.map((c) => `${c} = ${value(c)}`), ...set];
  if (tx.kind === 'sqlite') {
    const action = assignments.length === 0 ? 'DO NOTHING' : `DO UPDATE SET ${assignments.join(', ')}`;
    return ` ON CONFLICT (${key.join(', ')}) ${action}`;
  }
  const nothing = [`${key[0]} = ${table}.${key[0]}`];
  return ` ON DUPLICATE KEY UPDATE ${(assignments.length === 0 ? nothing : assignments).join(', ')}`;
}

/** Multi-row INSERT, in as few statements as the engine takes. `clause` as from `onKey`. */
export async function insertRows(
  tx: Tx,
  into: { readonly table: string; readonly columns: readonly string[]; readonly clause?: string },
  rows: readonly (readonly Param[])[],
): Promise<void> {
  const row = tuple(into.columns.length);
  const head = `INSERT INTO ${into.table} (${into.columns.join(', ')}) VALUES `;
  for (const part of rowChunks(tx, rows)) {
    const values = Array(part.length).fill(row).join(', ');
    await tx.execute(head + values + (into.clause ?? ''), part.flat());
  }
}
