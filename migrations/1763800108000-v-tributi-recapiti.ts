/** Public view (docs/viste.md). Where a notice reaches a contribuente, and from when. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

const SELECT = `SELECT r.cod_comune AS cod_comune, a.id_scheda_anpr AS id_scheda_anpr, a.codice_fiscale AS codice_fiscale,
  a.cognome AS cognome, a.nome AS nome, r.tipo AS tipo, r.tipo_indirizzo AS tipo_indirizzo, r.indirizzo AS indirizzo,
  r.dal AS dal, r.efficace_dal AS efficace_dal, r.soggetto AS soggetto
FROM tributi_recapiti r
LEFT JOIN anagrafe a ON a.cod_comune = r.cod_comune AND a.soggetto = r.soggetto`;

export class VTributiRecapiti1763800108000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP VIEW IF EXISTS v_tributi_recapiti');
    await queryRunner.query(`CREATE VIEW v_tributi_recapiti AS ${SELECT}`);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
