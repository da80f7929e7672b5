/** Projection for the tax office: persons. */
import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { chiave, intero, testo } from './colonne.js';

export class TributiContribuenti1763800013000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(
      new Table({
        name: 'tributi_contribuenti',
        columns: [
          chiave('cod_comune', 6),
          chiave('soggetto', 40),
          testo('condizione', 20),
          testo('condizione_dal', 10),
          testo('recapito', 1000),
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
