/** Public view (docs/viste.md). Households the tax office deals with. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

const SELECT = `SELECT n.cod_comune AS cod_comune, n.id_famiglia_anpr AS id_famiglia_anpr, n.indirizzo AS indirizzo,
  n.componenti AS componenti, n.minori AS minori, n.dal AS dal, n.intestatario AS intestatario
FROM tributi_nuclei n`;

export class VTributiNucleiMinori1763800107000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP VIEW IF EXISTS v_tributi_nuclei');
    await queryRunner.query(`CREATE VIEW v_tributi_nuclei AS ${SELECT}`);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
