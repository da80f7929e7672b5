/** The historic archive of the comuni, one for every ente: `[dal, al)`, `al` empty while the period goes on. */
import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { progressivo, testo, testoRichiesto } from './colonne.js';

export class ComuniStorici1763801131000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(
      new Table({
        name: 'comuni_storici',
        columns: [
          progressivo(),
          testoRichiesto('codice_istat', 6),
          testo('codice_catastale', 4),
          testoRichiesto('dal', 10),
          testo('al', 10),
          testoRichiesto('denominazione', 200),
          testo('sigla_provincia', 4),
        ],
        indices: [{ name: 'ix_comuni_storici_istat', columnNames: ['codice_istat', 'dal'] }],
      }),
      true,
    );
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
