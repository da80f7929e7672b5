/** When each periodic job last ran, per ente where it runs per ente. */
import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { chiave, interoRichiesto, testo, testoRichiesto } from './colonne.js';

export class LavoriCorse1763801201000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(
      new Table({
        name: 'lavori_corse',
        columns: [
          chiave('lavoro', 40),
          chiave('cod_comune', 6),
          testoRichiesto('noto_dal', 30),
          testo('iniziata_il', 30),
          testo('finita_il', 30),
          testo('riuscita_il', 30),
          interoRichiesto('interrotte', 0),
        ],
      }),
      true,
    );
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
