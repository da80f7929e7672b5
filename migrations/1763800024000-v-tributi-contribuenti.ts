/** Public view (docs/viste.md). Adults the tax office deals with, and their condition. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

const SELECT = `SELECT t.cod_comune AS cod_comune, a.id_scheda_anpr AS id_scheda_anpr, a.codice_fiscale AS codice_fiscale,
  a.cognome AS cognome, a.nome AS nome, t.condizione AS condizione, t.condizione_dal AS condizione_dal,
  t.recapito AS recapito, t.soggetto AS soggetto
FROM tributi_contribuenti t
LEFT JOIN anagrafe a ON a.cod_comune = t.cod_comune AND a.soggetto = t.soggetto`;

export class VTributiContribuenti1763800024000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP VIEW IF EXISTS v_tributi_contribuenti');
    await queryRunner.query(`CREATE VIEW v_tributi_contribuenti AS ${SELECT}`);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
