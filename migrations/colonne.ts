/**
 * Column definitions that mean the same on SQLite and on the MySQL family.
 * Invariant: as frozen as the migrations that use it; a different meaning gets a new function.
 */
import type { QueryRunner, TableColumnOptions } from 'typeorm';

export function suMysql(queryRunner: QueryRunner): boolean {
  return queryRunner.dataSource.options.type === 'mysql';
}

/** Number given by the database, primary key. */
export function progressivo(): TableColumnOptions {
  return { name: 'id', type: 'integer', isPrimary: true, isGenerated: true, generationStrategy: 'increment' };
}

/** Text part of the primary key. */
export function chiave(name: string, length: number): TableColumnOptions {
  return { name, type: 'varchar', length: String(length), isPrimary: true };
}

/** Whole number in the primary key. */
export function chiaveIntera(name: string): TableColumnOptions {
  return { name, type: 'integer', isPrimary: true };
}

export function testo(name: string, length: number): TableColumnOptions {
  return { name, type: 'varchar', length: String(length), isNullable: true };
}

export function testoRichiesto(name: string, length: number): TableColumnOptions {
  return { name, type: 'varchar', length: String(length) };
}

export function intero(name: string): TableColumnOptions {
  return { name, type: 'integer', isNullable: true };
}

export function interoRichiesto(name: string, predefinito?: number): TableColumnOptions {
  return { name, type: 'integer', ...(predefinito === undefined ? {} : { default: predefinito }) };
}

/** Text without a useful limit: JSON, messages. */
export function testoLungo(queryRunner: QueryRunner, name: string, isNullable = true): TableColumnOptions {
  return { name, type: suMysql(queryRunner) ? 'longtext' : 'text', isNullable };
}

/** Binary content. */
export function byte(queryRunner: QueryRunner, name: string): TableColumnOptions {
  return { name, type: suMysql(queryRunner) ? 'longblob' : 'blob' };
}
