/**
 * How a place was called before its street was renamed: a TARI user may still be written so. Plain `ALTER TABLE`, as in
 * 1763800102000.
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { suMysql } from './colonne.js';

export class ResidenzeGiaDetto1763801501000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    if (await queryRunner.hasColumn('residenze', 'gia_detto')) return;
    await queryRunner.query(
      `ALTER TABLE residenze ADD COLUMN gia_detto ${suMysql(queryRunner) ? 'longtext' : 'text'} NULL`,
    );
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
