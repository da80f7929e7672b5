/** Projection for the tax office: what a contribuente was, period by period. */
import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { chiave, intero, testo } from './colonne.js';

export class TributiCondizioni1763800504000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(
      new Table({
        name: 'tributi_condizioni',
        columns: [
          chiave('cod_comune', 6),
          chiave('soggetto', 40),
          chiave('dal', 10),
          testo('al', 10),
          testo('condizione', 20),
          intero('last_notifica_id'),
        ],
      }),
      true,
    );
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
