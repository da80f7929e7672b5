/** What a message says of somebody's house: that another family lives there too, and when it was said. Plain `ALTER TABLE`, as in 1763800102000. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

const COLONNE = [
  ['famiglia_coabitante', 'varchar(10)'],
  ['famiglia_coabitante_il', 'varchar(10)'],
] as const;

export class AnagrafeCasa1763801101000 implements MigrationInterface {
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
