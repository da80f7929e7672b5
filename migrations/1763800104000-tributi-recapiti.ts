/** Projection for the tax office: where a notice reaches a contribuente. */
import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { chiave, intero, testo } from './colonne.js';

export class TributiRecapiti1763800104000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(
      new Table({
        name: 'tributi_recapiti',
        columns: [
          chiave('cod_comune', 6),
          chiave('soggetto', 40),
          chiave('tipo', 10),
          chiave('tipo_indirizzo', 10),
          testo('indirizzo', 1000),
          testo('dal', 10),
          testo('efficace_dal', 10),
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
