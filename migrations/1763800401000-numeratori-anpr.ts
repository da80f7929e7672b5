/** The last number an ente gave to a question to ANPR (`idOperazioneComune`): unique and growing, whoever asks. */
import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { chiave, testoRichiesto } from './colonne.js';

export class NumeratoriAnpr1763800401000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(
      new Table({
        name: 'numeratori_anpr',
        columns: [chiave('cod_comune', 6), testoRichiesto('ultimo', 30)],
      }),
      true,
    );
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
