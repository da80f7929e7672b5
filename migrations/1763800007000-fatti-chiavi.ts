/** The identifiers under which a fact is found. */
import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { chiave } from './colonne.js';

export class FattiChiavi1763800007000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(
      new Table({
        name: 'fatti_chiavi',
        columns: [chiave('cod_comune', 6), chiave('chiave', 40), chiave('fatto_id', 24)],
        indices: [{ name: 'ix_fatti_chiavi_fatto', columnNames: ['fatto_id'] }],
      }),
      true,
    );
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
