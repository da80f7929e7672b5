/** The bytes as they came, in parts small enough for any server's packet limit; `copia` 0 is the notification itself, more are the other bytes of `copie`. */
import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { byte, chiaveIntera } from './colonne.js';

export class Contenuti1763800003000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(
      new Table({
        name: 'contenuti',
        columns: [chiaveIntera('notifica_id'), chiaveIntera('copia'), chiaveIntera('parte'), byte(queryRunner, 'byte')],
      }),
      true,
    );
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
