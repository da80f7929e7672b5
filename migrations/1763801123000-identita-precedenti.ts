/** Projection: the names and codici fiscali that a person had before. */
import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { chiave, chiaveIntera, intero, testo } from './colonne.js';

export class IdentitaPrecedenti1763801123000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(
      new Table({
        name: 'identita_precedenti',
        columns: [
          chiave('cod_comune', 6),
          chiave('soggetto', 40),
          chiaveIntera('progressivo'),
          testo('codice_fiscale', 20),
          testo('stato_cf', 10),
          testo('cognome', 200),
          testo('nome', 200),
          testo('sesso', 10),
          testo('data_nascita', 10),
          testo('fino_al', 10),
          intero('last_notifica_id'),
        ],
        indices: [{ name: 'ix_identita_precedenti_cf', columnNames: ['cod_comune', 'codice_fiscale'] }],
      }),
      true,
    );
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
