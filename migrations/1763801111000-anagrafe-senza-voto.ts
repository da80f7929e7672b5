/**
 * `S` while ANPR says the right to vote is lost: who has lost it is nobody to register at eighteen. Plain `ALTER TABLE`: on
 * SQLite `addColumn` rebuilds the table, and the views over it would break.
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class AnagrafeSenzaVoto1763801111000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    if (await queryRunner.hasColumn('anagrafe', 'senza_voto')) return;
    await queryRunner.query('ALTER TABLE anagrafe ADD COLUMN senza_voto varchar(1) NULL');
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
