/** Other bytes that arrived under the key of a known notification. */
import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { chiaveIntera, interoRichiesto, testoRichiesto } from './colonne.js';

export class Copie1763800004000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(
      new Table({
        name: 'copie',
        columns: [
          chiaveIntera('notifica_id'),
          chiaveIntera('copia'),
          testoRichiesto('canale', 8),
          testoRichiesto('impronta', 64),
          interoRichiesto('byte'),
          testoRichiesto('firma', 16),
          testoRichiesto('ricevuta_il', 30),
        ],
        indices: [{ name: 'uq_copie_impronta', columnNames: ['notifica_id', 'impronta'], isUnique: true }],
      }),
      true,
    );
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
