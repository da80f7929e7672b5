/** Openings begun and not ended: a content that ends the process is counted before it is opened. Plain `ALTER TABLE`: `addColumn` rebuilds the table on SQLite. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class NotificheAperture1763801301000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    if (await queryRunner.hasColumn('notifiche', 'aperture')) return;
    await queryRunner.query('ALTER TABLE notifiche ADD COLUMN aperture integer NOT NULL DEFAULT 0');
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
