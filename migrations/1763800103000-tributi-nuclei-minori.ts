/** How many of a household are not of age. Plain `ALTER TABLE`: on SQLite `addColumn` rebuilds the table, and the views over it would break. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

const COLONNE = [['minori', 'integer']] as const;

export class TributiNucleiMinori1763800103000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const [nome, tipo] of COLONNE) {
      if (await queryRunner.hasColumn('tributi_nuclei', nome)) continue;
      await queryRunner.query(`ALTER TABLE tributi_nuclei ADD COLUMN ${nome} ${tipo} NULL`);
    }
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
