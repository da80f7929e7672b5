/** Projection for the tax office: households. */
import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { chiave, intero, testo } from './colonne.js';

export class TributiNuclei1763800014000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(
      new Table({
        name: 'tributi_nuclei',
        columns: [
          chiave('cod_comune', 6),
          chiave('id_famiglia_anpr', 30),
          testo('indirizzo', 1000),
          intero('componenti'),
          testo('dal', 10),
          testo('intestatario', 401),
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
