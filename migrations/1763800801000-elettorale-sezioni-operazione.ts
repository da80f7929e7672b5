/**
 * What ANPR says of a section (5011, 2012, 3008): the operation that said it last, and since when it is abolished. Plain
 * `ALTER TABLE`: TypeORM's `addColumn` rebuilds the table on SQLite.
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ElettoraleSezioniOperazione1763800801000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    if (!(await queryRunner.hasColumn('elettorale_sezioni', 'operazione')))
      await queryRunner.query('ALTER TABLE elettorale_sezioni ADD COLUMN operazione varchar(64) NULL');
    if (!(await queryRunner.hasColumn('elettorale_sezioni', 'soppressa_dal')))
      await queryRunner.query('ALTER TABLE elettorale_sezioni ADD COLUMN soppressa_dal varchar(10) NULL');
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
