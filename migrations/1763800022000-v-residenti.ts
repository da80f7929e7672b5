/** Public view (docs/viste.md). Who is registered in APR today. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

const SELECT = `SELECT a.cod_comune AS cod_comune, a.id_scheda_anpr AS id_scheda_anpr, a.id_anpr AS id_anpr,
  a.codice_fiscale AS codice_fiscale, a.cognome AS cognome, a.nome AS nome, a.sesso AS sesso,
  a.data_nascita AS data_nascita, a.registro_dal AS residente_dal, a.id_famiglia_anpr AS id_famiglia_anpr,
  a.codice_legame AS codice_legame, a.indirizzo AS indirizzo, a.soggetto AS soggetto
FROM anagrafe a
WHERE a.registro = 'APR'`;

export class VResidenti1763800022000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP VIEW IF EXISTS v_residenti');
    await queryRunner.query(`CREATE VIEW v_residenti AS ${SELECT}`);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
