/** The stradario: streets, sides and numbers with their electoral section. */
import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { intero, interoRichiesto, progressivo, testoRichiesto } from './colonne.js';

export class ElettoraleStradario1763800204000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(
      new Table({
        name: 'elettorale_stradario',
        columns: [
          progressivo(),
          testoRichiesto('cod_comune', 6),
          testoRichiesto('via', 200),
          testoRichiesto('lato', 10),
          interoRichiesto('dal'),
          intero('al'),
          testoRichiesto('sezione', 200),
        ],
        indices: [{ name: 'ix_elettorale_stradario_via', columnNames: ['cod_comune', 'via'] }],
      }),
      true,
    );
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
