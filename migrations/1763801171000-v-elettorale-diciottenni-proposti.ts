/**
 * Public view (docs/viste.md). Italians registered here who are not on the general list, with the half-year in which
 * they turn eighteen; only complete birth dates. Who is proposed to the semestrale stays until the birthday, with `stato`
 * `DA_ISCRIVERE`: the row of a minor is the one with a motive.
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { suMysql } from './colonne.js';

function select(unisci: (...parti: readonly string[]) => string): string {
  const anno = 'CAST(SUBSTR(a.data_nascita, 1, 4) AS DECIMAL(4,0))';
  const testo = (numero: string): string => `SUBSTR(${unisci(`${numero}`, "''")}, 1, 4)`;
  const mese = 'SUBSTR(a.data_nascita, 6, 2)';
  const giorno = "CASE WHEN SUBSTR(a.data_nascita, 6) = '02-29' THEN '-03-01' ELSE SUBSTR(a.data_nascita, 5) END";
  return `SELECT a.cod_comune AS cod_comune, a.id_scheda_anpr AS id_scheda_anpr, a.codice_fiscale AS codice_fiscale,
  a.cognome AS cognome, a.nome AS nome, a.sesso AS sesso, a.data_nascita AS data_nascita, a.registro AS registro,
  a.indirizzo AS indirizzo, ${unisci(testo(`(${anno} + 18)`), giorno)} AS maggiorenne_il,
  CASE WHEN ${mese} < '07' THEN ${unisci(testo(`(${anno} + 17)`), "'-08'")}
    ELSE ${unisci(testo(`(${anno} + 18)`), "'-02'")} END AS lista, a.soggetto AS soggetto, e.stato AS stato
FROM anagrafe a
LEFT JOIN elettorale_elettori e ON e.cod_comune = a.cod_comune AND e.soggetto = a.soggetto AND e.lista = 'GENERALE'
WHERE a.registro IS NOT NULL AND a.precisione_nascita = 'GIORNO'
  AND ${unisci("' '", 'a.cittadinanze', "' '")} LIKE '% 100 %' AND (e.stato IS NULL OR (e.stato = 'DA_ISCRIVERE' AND e.motivo = 'ETA')) AND a.senza_voto IS NULL`;
}

export class VElettoraleDiciottenniProposti1763801171000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const unisci = suMysql(queryRunner)
      ? (...parti: readonly string[]) => `CONCAT(${parti.join(', ')})`
      : (...parti: readonly string[]) => `(${parti.join(' || ')})`;
    await queryRunner.query('DROP VIEW IF EXISTS v_elettorale_diciottenni');
    await queryRunner.query(`CREATE VIEW v_elettorale_diciottenni AS ${select(unisci)}`);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
