/** The inbox: one row per notification of an ente; its bytes are in `contenuti`. */
import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { interoRichiesto, progressivo, testo, testoLungo, testoRichiesto } from './colonne.js';

export class Notifiche1763800002000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(
      new Table({
        name: 'notifiche',
        columns: [
          progressivo(),
          testoRichiesto('canale', 8),
          testoRichiesto('cod_destinatario', 6),
          interoRichiesto('prova', 0),
          testoRichiesto('tipo_notifica', 40),
          testoRichiesto('cod_mittente', 20),
          testoRichiesto('data_ora_richiesta', 40),
          testoRichiesto('id_operazione_anpr', 64),
          testoRichiesto('impronta', 64),
          interoRichiesto('byte'),
          testoRichiesto('firma', 16),
          testoRichiesto('stato', 10),
          interoRichiesto('tentativi', 0),
          testoRichiesto('prossimo_tentativo_il', 30),
          testo('motivo', 60),
          testoLungo(queryRunner, 'messaggio'),
          testoRichiesto('ricevuta_il', 30),
          interoRichiesto('duplicati', 0),
          testoRichiesto('ultima_copia_il', 30),
          testo('lavorata_il', 30),
          testo('operazione', 20),
          testo('id_operazione_registrazione', 64),
          testo('contenuto_rimosso_il', 30),
        ],
        indices: [
          {
            name: 'uq_notifiche_chiave',
            columnNames: ['cod_destinatario', 'id_operazione_anpr', 'prova'],
            isUnique: true,
          },
          { name: 'ix_notifiche_dovute', columnNames: ['cod_destinatario', 'stato', 'prossimo_tentativo_il', 'id'] },
          { name: 'ix_notifiche_elenco', columnNames: ['stato', 'id'] },
          { name: 'ix_notifiche_conservazione', columnNames: ['stato', 'contenuto_rimosso_il', 'lavorata_il'] },
        ],
      }),
      true,
    );
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
