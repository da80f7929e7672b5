/** The messages about alarms: at most one per channel, cause, kind and day, and who is sending it. */
import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { interoRichiesto, progressivo, testo, testoRichiesto } from './colonne.js';

export class AllarmiInvii1763800602000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(
      new Table({
        name: 'allarmi_invii',
        columns: [
          progressivo(),
          testoRichiesto('canale', 10),
          interoRichiesto('allarme_id'),
          testoRichiesto('cod_comune', 6),
          testoRichiesto('codice', 40),
          testoRichiesto('oggetto', 120),
          testoRichiesto('genere', 10),
          testoRichiesto('giorno', 10),
          testoRichiesto('creato_il', 30),
          testoRichiesto('prossimo_il', 30),
          testo('preso_da', 80),
          testo('preso_il', 30),
          testo('inviato_il', 30),
          interoRichiesto('tentativi', 0),
          testo('errore', 120),
        ],
        indices: [
          {
            name: 'uq_allarmi_invii_giorno',
            columnNames: ['canale', 'cod_comune', 'codice', 'oggetto', 'genere', 'giorno'],
            isUnique: true,
          },
          { name: 'ix_allarmi_invii_allarme', columnNames: ['allarme_id', 'canale'] },
          { name: 'ix_allarmi_invii_dovuti', columnNames: ['canale', 'inviato_il', 'prossimo_il'] },
        ],
      }),
      true,
    );
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
