/** Public view (docs/viste.md). TARI users with the occupants of the household they are matched with, and what has become of the holder. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

const SELECT = `SELECT u.cod_comune AS cod_comune, u.codice AS codice, u.codice_fiscale AS codice_fiscale, u.indirizzo AS indirizzo,
  u.categoria AS categoria, u.presente AS presente, u.stato AS abbinamento, u.punteggio AS punteggio,
  u.id_famiglia_anpr AS id_famiglia_anpr, n.indirizzo AS indirizzo_anpr, n.intestatario AS intestatario,
  CASE WHEN u.stato IN ('ABBINATA', 'CONFERMATA') THEN n.componenti END AS occupanti,
  CASE WHEN u.stato IN ('ABBINATA', 'CONFERMATA') THEN n.minori END AS minori,
  (SELECT MIN(c.condizione) FROM anagrafe a
    JOIN tributi_contribuenti c ON c.cod_comune = a.cod_comune AND c.soggetto = a.soggetto
    WHERE a.cod_comune = u.cod_comune AND a.codice_fiscale = u.codice_fiscale) AS condizione_titolare,
  (SELECT COUNT(*) FROM anagrafe a
    WHERE a.cod_comune = u.cod_comune AND a.codice_fiscale = u.codice_fiscale
      AND a.id_famiglia_anpr = u.id_famiglia_anpr) AS titolare_nel_nucleo
FROM tari_utenze u
LEFT JOIN tributi_nuclei n ON n.cod_comune = u.cod_comune AND n.id_famiglia_anpr = u.id_famiglia_anpr`;

export class VTariUtenzeIntestatario1763800115000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP VIEW IF EXISTS v_tari_utenze');
    await queryRunner.query(`CREATE VIEW v_tari_utenze AS ${SELECT}`);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
