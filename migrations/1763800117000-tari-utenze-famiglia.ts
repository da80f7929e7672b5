/** TARI users by household: what the view of households without a user looks up. */
import { type MigrationInterface, type QueryRunner, TableIndex } from 'typeorm';

const INDICE = { name: 'ix_tari_utenze_famiglia', columnNames: ['cod_comune', 'id_famiglia_anpr'] };

export class TariUtenzeFamiglia1763800117000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const table = await queryRunner.getTable('tari_utenze');
    if (table?.indices.some((i) => i.name === INDICE.name)) return;
    await queryRunner.createIndex('tari_utenze', new TableIndex(INDICE));
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
