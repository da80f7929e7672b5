/** TARI users by holder: what an application that touches a person looks up. */
import { type MigrationInterface, type QueryRunner, TableIndex } from 'typeorm';

const INDICE = { name: 'ix_tari_utenze_titolare', columnNames: ['cod_comune', 'codice_fiscale'] };

export class TariUtenzeTitolare1763800506000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const table = await queryRunner.getTable('tari_utenze');
    if (table?.indices.some((i) => i.name === INDICE.name)) return;
    await queryRunner.createIndex('tari_utenze', new TableIndex(INDICE));
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
