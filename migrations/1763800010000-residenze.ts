/** Projection: the addresses of a person, half-open intervals. */
import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { chiave, intero, testo } from './colonne.js';

export class Residenze1763800010000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(
      new Table({
        name: 'residenze',
        columns: [
          chiave('cod_comune', 6),
          chiave('soggetto', 40),
          chiave('dal', 10),
          chiave('tipo_indirizzo', 10),
          testo('al', 10),
          testo('indirizzo', 1000),
          testo('codice_istat', 10),
          testo('cap', 20),
          testo('specie', 100),
          testo('toponimo', 200),
          testo('civico', 40),
          testo('esponente', 200),
          testo('interno', 200),
          testo('codice_stato', 10),
          testo('codice_consolato', 20),
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
