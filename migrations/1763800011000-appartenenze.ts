/** Projection: who belonged to which family or convivenza, and when. */
import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { chiave, intero, testo } from './colonne.js';

export class Appartenenze1763800011000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(
      new Table({
        name: 'appartenenze',
        columns: [
          chiave('cod_comune', 6),
          chiave('soggetto', 40),
          chiave('id_famiglia_anpr', 30),
          chiave('dal', 10),
          testo('al', 10),
          testo('tipo_scheda', 10),
          testo('tipo_legame', 10),
          testo('codice_legame', 10),
          intero('last_notifica_id'),
        ],
        indices: [{ name: 'ix_appartenenze_famiglia', columnNames: ['cod_comune', 'id_famiglia_anpr'] }],
      }),
      true,
    );
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
