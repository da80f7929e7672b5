/** What was refused with HTTP 503 after its signature had been accepted was of a verified sender. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class RifiutiGiaVerificati1763801204000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query("UPDATE rifiuti SET verificato = 1 WHERE motivo = 'NON_SALVATA'");
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
