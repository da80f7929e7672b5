/** Households as they are on 1 January, one row per version: what was known changes, what was written does not. */
import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { chiave, chiaveIntera, interoRichiesto, testo, testoRichiesto } from './colonne.js';

export class TariFotografie1763800112000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(
      new Table({
        name: 'tari_fotografie',
        columns: [
          chiave('cod_comune', 6),
          chiaveIntera('anno'),
          chiave('id_famiglia_anpr', 30),
          chiaveIntera('versione'),
          testo('indirizzo', 1000),
          interoRichiesto('occupanti'),
          interoRichiesto('minori'),
          testoRichiesto('scattata_il', 30),
        ],
      }),
      true,
    );
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
