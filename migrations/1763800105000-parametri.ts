/** The comune's parameters as the configuration has them, and which value is in force: views can read no file. */
import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { chiave, interoRichiesto, testoRichiesto } from './colonne.js';

export class Parametri1763800105000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(
      new Table({
        name: 'parametri',
        columns: [
          chiave('cod_comune', 6),
          chiave('nome', 40),
          chiave('dal', 10),
          testoRichiesto('valore', 40),
          testoRichiesto('atto', 240),
          interoRichiesto('in_vigore', 0),
        ],
      }),
      true,
    );
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
