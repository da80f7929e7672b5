/** What somebody must look into; at most one open per comune, rule and object (`aperta` is 1 while open, then NULL, which no unique key compares). */
import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { intero, progressivo, testo, testoRichiesto } from './colonne.js';

export class Anomalie1763800017000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(
      new Table({
        name: 'anomalie',
        columns: [
          progressivo(),
          testoRichiesto('cod_comune', 6),
          testoRichiesto('regola', 60),
          testoRichiesto('gravita', 10),
          testoRichiesto('ufficio', 12),
          testoRichiesto('oggetto', 120),
          testoRichiesto('descrizione', 1000),
          intero('notifica_id'),
          testoRichiesto('aperta_il', 30),
          testo('chiusa_il', 30),
          intero('aperta'),
        ],
        indices: [
          { name: 'uq_anomalie_aperta', columnNames: ['cod_comune', 'regola', 'oggetto', 'aperta'], isUnique: true },
        ],
      }),
      true,
    );
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
