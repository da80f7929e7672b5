/**
 * Fills the names that renamed places had before from the variazioni that told of them, where they were looked for until now:
 * no TARI user loses its household on the night of the upgrade. A rebuild makes the rows what the facts say.
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';

interface Rinominata {
  readonly ente: string;
  readonly soggetto: string;
  readonly prima: string;
  readonly dopo: string;
}

const RINOMINATE = `SELECT DISTINCT cod_comune AS ente, soggetto, valore_prima AS prima, valore_dopo AS dopo FROM variazioni
  WHERE ufficio = 'TRIBUTI' AND campo IN ('recapito', 'abitazione') AND motivo = 'STRADA_RINOMINATA'
    AND soggetto IS NOT NULL AND valore_prima IS NOT NULL AND valore_dopo IS NOT NULL ORDER BY valore_prima`;

export class ResidenzeGiaDettoNoto1763801502000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const r of (await queryRunner.query(RINOMINATE)) as Rinominata[])
      await queryRunner.query(
        `UPDATE residenze SET gia_detto = ?
         WHERE cod_comune = ? AND soggetto = ? AND indirizzo = ? AND tipo_indirizzo = '1' AND gia_detto IS NULL`,
        [r.prima, r.ente, r.soggetto, r.dopo],
      );
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
