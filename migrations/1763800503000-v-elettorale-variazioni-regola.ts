/** Public view (docs/viste.md). What changed for the electoral office, whether it may still be undone, and which rule closed it. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

const SELECT = `SELECT v.id AS id, v.cod_comune AS cod_comune, v.tipo AS tipo, v.ambito AS lista, v.motivo AS motivo,
  a.id_scheda_anpr AS id_scheda_anpr, a.codice_fiscale AS codice_fiscale, a.cognome AS cognome, a.nome AS nome,
  v.campo AS campo, v.oggetto AS oggetto, v.valore_prima AS valore_prima, v.valore_dopo AS valore_dopo,
  v.decorrenza AS decorrenza, v.conosciuta_il AS conosciuta_il, v.revisione AS revisione, v.entro_il AS entro_il,
  v.stato AS stato, v.id_operazione_anpr AS id_operazione_anpr, v.id_storno_di AS id_storno_di,
  CASE WHEN a.procedimento_dal IS NULL THEN 0 ELSE 1 END AS provvisoria, v.regola AS regola
FROM variazioni v
LEFT JOIN anagrafe a ON a.cod_comune = v.cod_comune AND a.soggetto = v.soggetto
WHERE v.ufficio = 'ELETTORALE'`;

export class VElettoraleVariazioniRegola1763800503000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP VIEW IF EXISTS v_elettorale_variazioni');
    await queryRunner.query(`CREATE VIEW v_elettorale_variazioni AS ${SELECT}`);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
