/** Who did what by hand, append only. */
import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { intero, progressivo, testoLungo, testoRichiesto } from './colonne.js';

export class RegistroOperatore1763800019000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(
      new Table({
        name: 'registro_operatore',
        columns: [
          progressivo(),
          testoRichiesto('quando', 30),
          testoRichiesto('attore', 80),
          testoRichiesto('azione', 40),
          testoRichiesto('oggetto', 120),
          intero('notifica_id'),
          testoLungo(queryRunner, 'motivo'),
          testoLungo(queryRunner, 'dettaglio'),
        ],
      }),
      true,
    );
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
