/** Polling day of the vote that an extraordinary round prepares. Plain `ALTER TABLE`: see 1763800801000. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ElettoraleRevisioniConsultazione1763800802000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    if (await queryRunner.hasColumn('elettorale_revisioni', 'consultazione')) return;
    await queryRunner.query('ALTER TABLE elettorale_revisioni ADD COLUMN consultazione varchar(10) NULL');
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
