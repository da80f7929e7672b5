/** What an operator decided about two cards: the same person, or two. One decision per pair, the last one. */
import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { chiave, testo, testoRichiesto } from './colonne.js';

export class IdentitaDecise1763800302000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(
      new Table({
        name: 'identita_decise',
        columns: [
          chiave('cod_comune', 6),
          chiave('prima', 40),
          chiave('seconda', 40),
          testoRichiesto('decisione', 10),
          testoRichiesto('attore', 80),
          testoRichiesto('decisa_il', 30),
          testo('applicata_il', 30),
        ],
      }),
      true,
    );
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
