/**
 * Public view (docs/viste.md). TARI users with the occupants of the household they are matched with, what has become of the holder,
 * and the occupants that the regulation counts where nobody is resident.
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';

const SELECT = `SELECT u.cod_comune AS cod_comune, u.codice AS codice, u.codice_fiscale AS codice_fiscale, u.indirizzo AS indirizzo,
  u.categoria AS categoria, u.presente AS presente, u.stato AS abbinamento, u.punteggio AS punteggio,
  u.id_famiglia_anpr AS id_famiglia_anpr, n.indirizzo AS indirizzo_anpr, n.intestatario AS intestatario,
  CASE WHEN u.stato IN ('ABBINATA', 'CONFERMATA') THEN n.componenti
    WHEN u.stato IN ('SENZA', 'NESSUNA') AND p.valore NOT IN ('SUPERFICIE', 'DICHIARATI') THEN p.valore + 0
  END AS occupanti,
  CASE WHEN u.stato IN ('ABBINATA', 'CONFERMATA') THEN CASE WHEN n.componenti IS NOT NULL THEN 'ANPR' END
    WHEN u.stato IN ('SENZA', 'NESSUNA') AND p.valore IN ('SUPERFICIE', 'DICHIARATI') THEN p.valore
    WHEN u.stato IN ('SENZA', 'NESSUNA') AND p.valore IS NOT NULL THEN 'REGOLAMENTO'
  END AS occupanti_da,
  CASE WHEN u.stato IN ('ABBINATA', 'CONFERMATA') THEN n.minori END AS minori,
  (SELECT MIN(c.condizione) FROM anagrafe a
    JOIN tributi_contribuenti c ON c.cod_comune = a.cod_comune AND c.soggetto = a.soggetto
    WHERE a.cod_comune = u.cod_comune AND a.codice_fiscale = u.codice_fiscale) AS condizione_titolare,
  (SELECT COUNT(*) FROM anagrafe a
    WHERE a.cod_comune = u.cod_comune AND a.codice_fiscale = u.codice_fiscale
      AND a.id_famiglia_anpr = u.id_famiglia_anpr) AS titolare_nel_nucleo
FROM tari_utenze u
LEFT JOIN tributi_nuclei n ON n.cod_comune = u.cod_comune AND n.id_famiglia_anpr = u.id_famiglia_anpr
LEFT JOIN parametri p ON p.cod_comune = u.cod_comune AND p.nome = 'tari_occupanti_non_residenti' AND p.in_vigore = 1`;

export class VTariUtenzeOccupanti1763800509000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP VIEW IF EXISTS v_tari_utenze');
    await queryRunner.query(`CREATE VIEW v_tari_utenze AS ${SELECT}`);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
