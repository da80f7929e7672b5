/** TARI users of the office's own program, and the household each is matched with. */
import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { chiave, interoRichiesto, testo, testoRichiesto } from './colonne.js';

export class TariUtenze1763800111000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(
      new Table({
        name: 'tari_utenze',
        columns: [
          chiave('cod_comune', 6),
          chiave('codice', 40),
          testoRichiesto('codice_fiscale', 16),
          testoRichiesto('indirizzo', 1000),
          testoRichiesto('categoria', 40),
          interoRichiesto('presente', 1),
          testoRichiesto('importata_il', 30),
          testoRichiesto('stato', 12),
          testo('id_famiglia_anpr', 30),
          interoRichiesto('punteggio', 0),
          testo('deciso_da', 80),
          testo('deciso_il', 30),
        ],
      }),
      true,
    );
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
