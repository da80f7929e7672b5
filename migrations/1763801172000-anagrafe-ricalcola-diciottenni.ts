/**
 * Who is to turn eighteen is derived again from the first day of the preparatory list, no longer from the birthday: the day
 * that the stored rows carry comes forward. Of whom it has passed already, the next run of the calendar takes care.
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { suMysql } from './colonne.js';

/** Who was born before comes of age before any list that this version prepares. */
const DAL = '2007-01-01';

function lista(unisci: (...parti: readonly string[]) => string): string {
  const anno = 'CAST(SUBSTR(data_nascita, 1, 4) AS DECIMAL(4,0))';
  const testo = (numero: string): string => `SUBSTR(${unisci(`${numero}`, "''")}, 1, 4)`;
  return `CASE WHEN SUBSTR(data_nascita, 6, 2) < '07' THEN ${unisci(testo(`(${anno} + 17)`), "'-08-01'")}
    ELSE ${unisci(testo(`(${anno} + 18)`), "'-02-01'")} END`;
}

export class AnagrafeRicalcolaDiciottenni1763801172000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const unisci = suMysql(queryRunner)
      ? (...parti: readonly string[]) => `CONCAT(${parti.join(', ')})`
      : (...parti: readonly string[]) => `(${parti.join(' || ')})`;
    await queryRunner.query(
      `UPDATE anagrafe SET ricalcola_il = ${lista(unisci)}
       WHERE precisione_nascita = 'GIORNO' AND data_nascita >= '${DAL}' AND ricalcola_il > ${lista(unisci)}`,
    );
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
