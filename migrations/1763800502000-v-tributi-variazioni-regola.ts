/** Public view (docs/viste.md). What changed for the tax office, what it means for the bills, and which rule closed it. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

const SELECT = `SELECT v.id AS id, v.cod_comune AS cod_comune, v.ambito AS tributo, v.tipo AS tipo,
  a.id_scheda_anpr AS id_scheda_anpr, a.codice_fiscale AS codice_fiscale, a.cognome AS cognome, a.nome AS nome,
  v.id_famiglia_anpr AS id_famiglia_anpr, v.campo AS campo, v.oggetto AS oggetto, v.motivo AS motivo,
  v.valore_prima AS valore_prima, v.valore_dopo AS valore_dopo, v.decorrenza AS decorrenza,
  v.conosciuta_il AS conosciuta_il, v.stato AS stato, v.id_operazione_anpr AS id_operazione_anpr,
  v.id_storno_di AS id_storno_di, v.effetto_dal AS effetto_dal, v.anno AS anno,
  COALESCE(v.da_conguagliare, 0) AS da_conguagliare,
  CASE WHEN a.procedimento_dal IS NOT NULL OR EXISTS (
    SELECT 1 FROM appartenenze p
    JOIN anagrafe m ON m.cod_comune = p.cod_comune AND m.soggetto = p.soggetto
    WHERE p.cod_comune = v.cod_comune AND p.id_famiglia_anpr = v.id_famiglia_anpr
      AND (p.al IS NULL OR p.al >= COALESCE(v.decorrenza, '')) AND m.procedimento_dal IS NOT NULL
  ) THEN 1 ELSE 0 END AS provvisoria, v.regola AS regola
FROM variazioni v
LEFT JOIN anagrafe a ON a.cod_comune = v.cod_comune AND a.soggetto = v.soggetto
WHERE v.ufficio = 'TRIBUTI'`;

export class VTributiVariazioniRegola1763800502000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP VIEW IF EXISTS v_tributi_variazioni');
    await queryRunner.query(`CREATE VIEW v_tributi_variazioni AS ${SELECT}`);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
