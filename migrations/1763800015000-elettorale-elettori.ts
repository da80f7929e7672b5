/** Projection for the electoral office: one row per person and list. */
import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { chiave, intero, testo } from './colonne.js';

export class ElettoraleElettori1763800015000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(
      new Table({
        name: 'elettorale_elettori',
        columns: [
          chiave('cod_comune', 6),
          chiave('soggetto', 40),
          chiave('lista', 30),
          testo('sezione', 200),
          testo('stato', 20),
          testo('motivo', 30),
          testo('dal', 10),
          testo('indirizzo', 1000),
          testo('indirizzo_dal', 10),
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
