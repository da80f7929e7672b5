/** Who applies which ente, with the fencing token. */
import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { chiave, interoRichiesto, testoRichiesto } from './colonne.js';

export class Lease1763800020000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(
      new Table({
        name: 'lease',
        columns: [
          chiave('nome', 80),
          testoRichiesto('owner', 120),
          testoRichiesto('expires_at', 30),
          interoRichiesto('token', 1),
        ],
      }),
      true,
    );
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
