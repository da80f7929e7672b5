/** The audit trail: what each applied notification changed. */
import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { interoRichiesto, progressivo, testoLungo, testoRichiesto } from './colonne.js';

export class Applicazioni1763800018000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(
      new Table({
        name: 'applicazioni',
        columns: [
          progressivo(),
          testoRichiesto('cod_comune', 6),
          interoRichiesto('notifica_id'),
          testoRichiesto('applicata_il', 30),
          testoLungo(queryRunner, 'cambi', false),
        ],
        indices: [{ name: 'ix_applicazioni_notifica', columnNames: ['notifica_id'] }],
      }),
      true,
    );
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
