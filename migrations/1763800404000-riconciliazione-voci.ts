/** What ANPR listed and the inbox did not have: one row per notification, kept when it was recovered or given up. */
import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { chiave, interoRichiesto, testo, testoRichiesto } from './colonne.js';

export class RiconciliazioneVoci1763800404000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(
      new Table({
        name: 'riconciliazione_voci',
        columns: [
          chiave('cod_comune', 6),
          chiave('id_operazione_anpr', 64),
          interoRichiesto('finestra_id'),
          testo('tipo', 40),
          testoRichiesto('stato', 16),
          testo('motivo', 60),
          interoRichiesto('tentativi', 0),
          testoRichiesto('vista_il', 30),
          testoRichiesto('aggiornata_il', 30),
        ],
        indices: [{ name: 'ix_riconciliazione_voci_finestra', columnNames: ['finestra_id', 'stato'] }],
      }),
      true,
    );
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
