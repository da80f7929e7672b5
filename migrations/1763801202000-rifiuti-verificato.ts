/**
 * Whether the sender of a refused call was verified. What was noted until now says so only where the call had been accepted and
 * could not be stored. Plain `ALTER TABLE`: `addColumn` rebuilds the table on SQLite.
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class RifiutiVerificato1763801202000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    if (await queryRunner.hasColumn('rifiuti', 'verificato')) return;
    await queryRunner.query('ALTER TABLE rifiuti ADD COLUMN verificato integer NOT NULL DEFAULT 0');
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
