/** Public view (docs/viste.md). Households that no TARI user of the office is matched with: perhaps nobody has declared them yet. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

const SELECT = `SELECT n.cod_comune AS cod_comune, n.id_famiglia_anpr AS id_famiglia_anpr, n.indirizzo AS indirizzo,
  n.componenti AS componenti, n.dal AS dal, n.intestatario AS intestatario
FROM tributi_nuclei n
WHERE EXISTS (SELECT 1 FROM tari_utenze t WHERE t.cod_comune = n.cod_comune)
  AND NOT EXISTS (
    SELECT 1 FROM tari_utenze u
    WHERE u.cod_comune = n.cod_comune AND u.id_famiglia_anpr = n.id_famiglia_anpr AND u.presente = 1
      AND u.stato IN ('ABBINATA', 'CONFERMATA')
  )`;

export class VTariSenzaUtenza1763800116000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP VIEW IF EXISTS v_tari_senza_utenza');
    await queryRunner.query(`CREATE VIEW v_tari_senza_utenza AS ${SELECT}`);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
