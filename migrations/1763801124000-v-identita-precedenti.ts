/** Public view (docs/viste.md). Who a person was before: the old codice fiscale and the old name, beside the card of today. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

const SELECT = `SELECT p.cod_comune AS cod_comune, a.id_scheda_anpr AS id_scheda_anpr, a.codice_fiscale AS codice_fiscale_attuale,
  p.codice_fiscale AS codice_fiscale, p.stato_cf AS stato_cf, p.cognome AS cognome, p.nome AS nome, p.sesso AS sesso,
  p.data_nascita AS data_nascita, p.fino_al AS fino_al, p.soggetto AS soggetto, p.progressivo AS progressivo
FROM identita_precedenti p
LEFT JOIN anagrafe a ON a.cod_comune = p.cod_comune AND a.soggetto = p.soggetto`;

export class VIdentitaPrecedenti1763801124000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP VIEW IF EXISTS v_identita_precedenti');
    await queryRunner.query(`CREATE VIEW v_identita_precedenti AS ${SELECT}`);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
