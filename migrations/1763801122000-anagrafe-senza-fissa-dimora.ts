/** Who has no fixed abode. Plain `ALTER TABLE`: on SQLite `addColumn` rebuilds the table, and the views over it would break. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

const COLONNE = [['senza_fissa_dimora', 'varchar(1)']] as const;

export class AnagrafeSenzaFissaDimora1763801122000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const [nome, tipo] of COLONNE) {
      if (await queryRunner.hasColumn('anagrafe', nome)) continue;
      await queryRunner.query(`ALTER TABLE anagrafe ADD COLUMN ${nome} ${tipo} NULL`);
    }
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
