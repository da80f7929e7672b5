/** Projection: the periods in which a person was registered here. */
import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { chiave, chiaveIntera, intero, testo } from './colonne.js';

export class Posizioni1763800009000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(
      new Table({
        name: 'posizioni',
        columns: [
          chiave('cod_comune', 6),
          chiave('soggetto', 40),
          chiaveIntera('progressivo'),
          testo('registro', 10),
          testo('dal', 10),
          testo('al', 10),
          testo('motivo_iscrizione', 10),
          testo('motivo_cancellazione', 10),
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
