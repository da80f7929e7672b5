/** How many calls were refused, by reason and ten minutes, with the last one of each: what nobody can make grow. */
import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { chiave, interoRichiesto, testo, testoRichiesto } from './colonne.js';

export class RifiutiConteggi1763801203000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(
      new Table({
        name: 'rifiuti_conteggi',
        columns: [
          chiave('scatto', 15),
          chiave('motivo', 60),
          interoRichiesto('quante'),
          testoRichiesto('ultima_il', 30),
          testo('ultimo_mittente', 80),
        ],
      }),
      true,
    );
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
