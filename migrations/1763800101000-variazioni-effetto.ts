/** From when a variazione counts for the bills, which year it touches. Plain `ALTER TABLE`: on SQLite `addColumn` rebuilds the table, and the views over it would break. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

const COLONNE = [
  ['effetto_dal', 'varchar(10)'],
  ['anno', 'varchar(4)'],
  ['da_conguagliare', 'integer'],
] as const;

export class VariazioniEffetto1763800101000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const [nome, tipo] of COLONNE) {
      if (await queryRunner.hasColumn('variazioni', nome)) continue;
      await queryRunner.query(`ALTER TABLE variazioni ADD COLUMN ${nome} ${tipo} NULL`);
    }
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
