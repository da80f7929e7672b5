/** What an office must look at, recorded when it became known. */
import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { intero, progressivo, testo, testoRichiesto } from './colonne.js';

export class Variazioni1763800016000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(
      new Table({
        name: 'variazioni',
        columns: [
          progressivo(),
          testoRichiesto('cod_comune', 6),
          testoRichiesto('ufficio', 12),
          testoRichiesto('oggetto', 100),
          testoRichiesto('campo', 40),
          testoRichiesto('ambito', 40),
          testoRichiesto('tipo', 40),
          testo('motivo', 80),
          testo('soggetto', 40),
          testo('id_famiglia_anpr', 30),
          testo('valore_prima', 1000),
          testo('valore_dopo', 1000),
          testo('decorrenza', 10),
          testoRichiesto('conosciuta_il', 30),
          testoRichiesto('stato', 14),
          testo('id_operazione_anpr', 64),
          intero('notifica_id'),
          testo('chiusa_il', 30),
          testo('revisione', 40),
          testo('entro_il', 10),
          intero('id_storno_di'),
        ],
        indices: [
          { name: 'ix_variazioni_oggetto', columnNames: ['cod_comune', 'oggetto', 'chiusa_il'] },
          { name: 'ix_variazioni_stato', columnNames: ['cod_comune', 'ufficio', 'stato', 'id'] },
        ],
      }),
      true,
    );
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
