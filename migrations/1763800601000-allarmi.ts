/** What is wrong and since when: at most one open alarm per ente, cause and object. */
import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { intero, progressivo, testo, testoRichiesto } from './colonne.js';

export class Allarmi1763800601000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(
      new Table({
        name: 'allarmi',
        columns: [
          progressivo(),
          testoRichiesto('cod_comune', 6),
          testoRichiesto('codice', 40),
          testoRichiesto('oggetto', 120),
          testoRichiesto('dettaglio', 1000),
          testoRichiesto('dal', 30),
          testoRichiesto('aperto_il', 30),
          testoRichiesto('visto_il', 30),
          testo('chiuso_il', 30),
          intero('aperto'),
        ],
        indices: [
          { name: 'uq_allarmi_aperto', columnNames: ['cod_comune', 'codice', 'oggetto', 'aperto'], isUnique: true },
          { name: 'ix_allarmi_chiusi', columnNames: ['chiuso_il'] },
        ],
      }),
      true,
    );
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
