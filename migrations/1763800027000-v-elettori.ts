/** Public view (docs/viste.md). Electors: official position and what a revision will have to do. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

const SELECT = `SELECT e.cod_comune AS cod_comune, a.id_scheda_anpr AS id_scheda_anpr, a.codice_fiscale AS codice_fiscale,
  a.cognome AS cognome, a.nome AS nome, a.sesso AS sesso, a.data_nascita AS data_nascita, e.lista AS lista,
  e.sezione AS sezione, e.stato AS stato, e.motivo AS motivo, e.dal AS dal, e.soggetto AS soggetto
FROM elettorale_elettori e
LEFT JOIN anagrafe a ON a.cod_comune = e.cod_comune AND a.soggetto = e.soggetto`;

export class VElettori1763800027000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP VIEW IF EXISTS v_elettori');
    await queryRunner.query(`CREATE VIEW v_elettori AS ${SELECT}`);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
