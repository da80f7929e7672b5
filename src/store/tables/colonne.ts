/**
 * Columns of the entities, in the few types that are the same on SQLite and on the MySQL family.
 * Invariant: no bigint (a number here, a string there), no native enum; instants and calendar dates are text.
 */
import { EntitySchema, type EntitySchemaColumnOptions } from 'typeorm';

export type DatabaseKind = 'sqlite' | 'mysql';

export const progressivo: EntitySchemaColumnOptions = { type: 'integer', primary: true, generated: 'increment' };
export const chiaveIntera: EntitySchemaColumnOptions = { type: 'integer', primary: true };
export const intero: EntitySchemaColumnOptions = { type: 'integer', nullable: true };

export function chiave(length: number): EntitySchemaColumnOptions {
  return { type: 'varchar', length, primary: true };
}

export function testo(length: number): EntitySchemaColumnOptions {
  return { type: 'varchar', length, nullable: true };
}

export function testoRichiesto(length: number): EntitySchemaColumnOptions {
  return { type: 'varchar', length };
}

export function interoRichiesto(predefinito?: number): EntitySchemaColumnOptions {
  return predefinito === undefined ? { type: 'integer' } : { type: 'integer', default: predefinito };
}

/** JSON and messages: `text` ends at 64 KB on the MySQL family. */
export function testoLungo(kind: DatabaseKind, nullable = true): EntitySchemaColumnOptions {
  return { type: kind === 'mysql' ? 'longtext' : 'text', nullable };
}

export function byte(kind: DatabaseKind): EntitySchemaColumnOptions {
  return { type: kind === 'mysql' ? 'longblob' : 'blob' };
}

/** One table as TypeORM compares it with the schema; nothing is read or written through it. */
export function tabella(
  name: string,
  columns: Record<string, EntitySchemaColumnOptions>,
  indices: { name: string; columns: string[]; unique?: boolean }[] = [],
): EntitySchema {
  return new EntitySchema({ name, tableName: name, columns, indices });
}
