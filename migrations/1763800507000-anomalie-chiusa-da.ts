/**
 * Who closed an anomaly, where a person did: it stays closed for as long as the facts go on asking for it. Plain
 * `ALTER TABLE`: TypeORM's `addColumn` rebuilds the table on SQLite.
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class AnomalieChiusaDa1763800507000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    if (await queryRunner.hasColumn('anomalie', 'chiusa_da')) return;
    await queryRunner.query('ALTER TABLE anomalie ADD COLUMN chiusa_da varchar(80) NULL');
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
