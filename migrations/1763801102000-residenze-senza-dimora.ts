/** A residence in the street that does not exist, of somebody without a home: nobody's dwelling. Plain `ALTER TABLE`, as in 1763800102000. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

const COLONNE = [['senza_fissa_dimora', 'varchar(10)']] as const;

export class ResidenzeSenzaDimora1763801102000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const [nome, tipo] of COLONNE) {
      if (await queryRunner.hasColumn('residenze', nome)) continue;
      await queryRunner.query(`ALTER TABLE residenze ADD COLUMN ${nome} ${tipo} NULL`);
    }
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
