/** Public view (docs/viste.md). What a contribuente was for the tax office, from when to when. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

const SELECT = `SELECT c.cod_comune AS cod_comune, a.id_scheda_anpr AS id_scheda_anpr, a.codice_fiscale AS codice_fiscale,
  a.cognome AS cognome, a.nome AS nome, c.condizione AS condizione, c.dal AS dal, c.al AS al, c.soggetto AS soggetto
FROM tributi_condizioni c
LEFT JOIN anagrafe a ON a.cod_comune = c.cod_comune AND a.soggetto = c.soggetto`;

export class VTributiCondizioni1763800505000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP VIEW IF EXISTS v_tributi_condizioni');
    await queryRunner.query(`CREATE VIEW v_tributi_condizioni AS ${SELECT}`);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
