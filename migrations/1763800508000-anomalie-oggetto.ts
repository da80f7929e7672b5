/** Anomalies by object: what every application looks up for whom it touched. */
import { type MigrationInterface, type QueryRunner, TableIndex } from 'typeorm';

const INDICE = { name: 'ix_anomalie_oggetto', columnNames: ['cod_comune', 'oggetto'] };

export class AnomalieOggetto1763800508000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const table = await queryRunner.getTable('anomalie');
    if (table?.indices.some((i) => i.name === INDICE.name)) return;
    await queryRunner.createIndex('anomalie', new TableIndex(INDICE));
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
