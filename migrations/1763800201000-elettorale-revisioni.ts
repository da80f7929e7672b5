/** The calendar of the electoral rounds: data of the comune, generated or entered, then confirmed by the office. */
import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { chiave, testo, testoRichiesto } from './colonne.js';

export class ElettoraleRevisioni1763800201000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(
      new Table({
        name: 'elettorale_revisioni',
        columns: [
          chiave('cod_comune', 6),
          chiave('codice', 40),
          testoRichiesto('tipo', 20),
          testo('tornata', 4),
          testoRichiesto('ammette', 200),
          testoRichiesto('dal', 10),
          testoRichiesto('entro_il', 10),
          testoRichiesto('stato', 14),
          testo('confermata_il', 30),
          testo('chiusa_il', 30),
        ],
      }),
      true,
    );
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
