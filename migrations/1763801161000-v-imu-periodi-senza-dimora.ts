/**
 * Public view (docs/viste.md). Periods of registered residence per person and dwelling: one condition of IMU, never the
 * exemption. Nobody dwells in the street that does not exist, where who has no home is registered (modello-dati E.3).
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';

const SELECT = `SELECT r.cod_comune AS cod_comune, a.id_scheda_anpr AS id_scheda_anpr, a.codice_fiscale AS codice_fiscale,
  a.cognome AS cognome, a.nome AS nome, r.indirizzo AS indirizzo, r.dal AS dal, r.al AS al, r.soggetto AS soggetto
FROM residenze r
LEFT JOIN anagrafe a ON a.cod_comune = r.cod_comune AND a.soggetto = r.soggetto
WHERE r.tipo_indirizzo = '1' AND COALESCE(r.senza_fissa_dimora, 'N') <> 'S'`;

export class VImuPeriodiSenzaDimora1763801161000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP VIEW IF EXISTS v_imu_periodi_residenza');
    await queryRunner.query(`CREATE VIEW v_imu_periodi_residenza AS ${SELECT}`);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
