/** What every write under a lease counts up, so that a cluster certifies it. Plain `ALTER TABLE`: `addColumn` rebuilds the table on SQLite. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class LeaseScritture1763801401000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    if (await queryRunner.hasColumn('lease', 'scritture')) return;
    await queryRunner.query('ALTER TABLE lease ADD COLUMN scritture integer NOT NULL DEFAULT 0');
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
