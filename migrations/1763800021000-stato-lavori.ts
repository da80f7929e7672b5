/** Bookmarks of the periodic jobs. */
import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { chiave, testoLungo, testoRichiesto } from './colonne.js';

export class StatoLavori1763800021000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(
      new Table({
        name: 'stato_lavori',
        columns: [chiave('nome', 100), testoLungo(queryRunner, 'valore', false), testoRichiesto('aggiornato_il', 30)],
      }),
      true,
    );
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
