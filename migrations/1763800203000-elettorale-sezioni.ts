/** The electoral sections of the comune, as the office imports them. */
import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { chiave, testo, testoRichiesto } from './colonne.js';

export class ElettoraleSezioni1763800203000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(
      new Table({
        name: 'elettorale_sezioni',
        columns: [
          chiave('cod_comune', 6),
          chiave('numero', 200),
          testoRichiesto('denominazione', 200),
          testoRichiesto('cap', 5),
          testoRichiesto('specie', 30),
          testoRichiesto('toponimo', 100),
          testo('civico', 20),
          testo('circoscrizione_ue', 200),
          testoRichiesto('collegio_camera', 200),
          testoRichiesto('collegio_senato', 200),
          testoRichiesto('circoscrizione_regionali', 200),
          testo('circoscrizione_circoscrizionali', 200),
        ],
      }),
      true,
    );
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
