/** Projection: families and convivenze of today. */
import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { chiave, intero, testo } from './colonne.js';

export class Famiglie1763800012000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(
      new Table({
        name: 'famiglie',
        columns: [
          chiave('cod_comune', 6),
          chiave('id_famiglia_anpr', 30),
          testo('tipo_scheda', 10),
          testo('intestatario', 401),
          intero('componenti'),
          testo('indirizzo', 1000),
          testo('denominazione', 400),
          testo('specie_convivenza', 200),
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
