/** The bounded log of refused calls. */
import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { interoRichiesto, progressivo, testo, testoRichiesto } from './colonne.js';

export class Rifiuti1763800005000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(
      new Table({
        name: 'rifiuti',
        columns: [
          progressivo(),
          testoRichiesto('ricevuto_il', 30),
          testoRichiesto('motivo', 60),
          testoRichiesto('dettaglio', 500),
          testoRichiesto('codice', 1),
          testo('cod_destinatario', 20),
          testo('tipo_notifica', 40),
          testo('id_operazione_anpr', 64),
          testo('mittente', 80),
          interoRichiesto('byte'),
        ],
      }),
      true,
    );
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
