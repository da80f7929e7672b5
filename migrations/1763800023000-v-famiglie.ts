/** Public view (docs/viste.md). Families and convivenze of today. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

const SELECT = `SELECT f.cod_comune AS cod_comune, f.id_famiglia_anpr AS id_famiglia_anpr, f.tipo_scheda AS tipo_scheda,
  f.intestatario AS intestatario, f.componenti AS componenti, f.indirizzo AS indirizzo,
  f.denominazione AS denominazione, f.specie_convivenza AS specie_convivenza
FROM famiglie f`;

export class VFamiglie1763800023000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP VIEW IF EXISTS v_famiglie');
    await queryRunner.query(`CREATE VIEW v_famiglie AS ${SELECT}`);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
