/**
 * Which rule of the comune closed a variazione at once; empty where somebody decides. Plain `ALTER TABLE`: TypeORM's
 * `addColumn` rebuilds the table on SQLite, and the views over it would break.
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class VariazioniRegola1763800501000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    if (await queryRunner.hasColumn('variazioni', 'regola')) return;
    await queryRunner.query('ALTER TABLE variazioni ADD COLUMN regola varchar(10) NULL');
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
