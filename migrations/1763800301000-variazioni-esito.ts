/**
 * Who worked a variazione, and why it was refused. Plain `ALTER TABLE`: TypeORM's `addColumn` rebuilds the table on
 * SQLite, and the views over it would break. Each column is added only where it is missing.
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';

const COLONNE = [
  ['esito_di', 'varchar(80)'],
  ['esito_motivo', 'varchar(240)'],
] as const;

export class VariazioniEsito1763800301000 implements MigrationInterface {
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
