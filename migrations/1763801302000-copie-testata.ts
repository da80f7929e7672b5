/** What the envelope of a kept copy said, and openings of it that gave nothing: a copy may take the place of the first. Plain `ALTER TABLE`: `addColumn` rebuilds the table on SQLite. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Copies kept before say what their notification says. */
const COLONNE = [
  ['tipo_notifica', 'varchar(40) NULL'],
  ['data_ora_richiesta', 'varchar(40) NULL'],
  ['aperture', 'integer NOT NULL DEFAULT 0'],
] as const;

export class CopieTestata1763801302000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const [nome, tipo] of COLONNE)
      if (!(await queryRunner.hasColumn('copie', nome)))
        await queryRunner.query(`ALTER TABLE copie ADD COLUMN ${nome} ${tipo}`);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
