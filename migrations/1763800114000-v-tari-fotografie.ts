/** Public view (docs/viste.md). Occupants on 1 January of each year, version by version. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

const SELECT = `SELECT f.cod_comune AS cod_comune, f.anno AS anno, f.id_famiglia_anpr AS id_famiglia_anpr, f.versione AS versione,
  f.indirizzo AS indirizzo, f.occupanti AS occupanti, f.minori AS minori, f.scattata_il AS scattata_il,
  CASE WHEN EXISTS (
    SELECT 1 FROM tari_fotografie s
    WHERE s.cod_comune = f.cod_comune AND s.anno = f.anno AND s.id_famiglia_anpr = f.id_famiglia_anpr
      AND s.versione > f.versione
  ) THEN 0 ELSE 1 END AS ultima
FROM tari_fotografie f`;

export class VTariFotografie1763800114000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP VIEW IF EXISTS v_tari_fotografie');
    await queryRunner.query(`CREATE VIEW v_tari_fotografie AS ${SELECT}`);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
