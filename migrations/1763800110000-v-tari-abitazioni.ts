/** Public view (docs/viste.md). Who occupies each dwelling: one row per dwelling or per family, as the regulation says. Convivenze are no households. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

const SELECT = `SELECT n.cod_comune AS cod_comune, COALESCE(n.indirizzo, '') AS indirizzo,
  CASE WHEN p.valore = 'SI' AND n.indirizzo IS NOT NULL THEN '' ELSE n.id_famiglia_anpr END AS id_famiglia_anpr,
  COUNT(*) AS famiglie, CAST(SUM(n.componenti) AS SIGNED) AS occupanti, CAST(SUM(n.minori) AS SIGNED) AS minori
FROM tributi_nuclei n
LEFT JOIN parametri p ON p.cod_comune = n.cod_comune AND p.nome = 'tari_somma_nuclei_coabitanti' AND p.in_vigore = 1
GROUP BY n.cod_comune, COALESCE(n.indirizzo, ''),
  CASE WHEN p.valore = 'SI' AND n.indirizzo IS NOT NULL THEN '' ELSE n.id_famiglia_anpr END`;

export class VTariAbitazioni1763800110000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP VIEW IF EXISTS v_tari_abitazioni');
    await queryRunner.query(`CREATE VIEW v_tari_abitazioni AS ${SELECT}`);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
