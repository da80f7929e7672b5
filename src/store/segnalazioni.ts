/**
 * The anomalies of some objects, for whoever keeps them in step with the facts.
 */
import { executeIn, selectIn } from './sql.js';
import type { Tx } from './tx.js';

export interface AnomaliaNota {
  readonly id: number;
  readonly regola: string;
  readonly oggetto: string;
  /** 1 = open; null = a person closed it, and what it asked for may still stand. */
  readonly aperta: number | null;
  readonly descrizione: string;
}

export type AnomaliaAperta = Omit<AnomaliaNota, 'aperta' | 'descrizione'>;

/** Open anomalies about these objects. */
export async function anomalieAperte(tx: Tx, codComune: string, oggetti: readonly string[]): Promise<AnomaliaAperta[]> {
  return selectIn<AnomaliaAperta>(
    tx,
    'SELECT id, regola, oggetto FROM anomalie WHERE cod_comune = ? AND aperta = 1 AND oggetto IN :in',
    { before: [codComune], values: oggetti },
  );
}

/** Anomalies about these objects that are open, or that a person has closed and no fact has ended since. */
export async function anomalieNote(tx: Tx, codComune: string, oggetti: readonly string[]): Promise<AnomaliaNota[]> {
  return selectIn<AnomaliaNota>(
    tx,
    `SELECT id, regola, oggetto, aperta, descrizione FROM anomalie
     WHERE cod_comune = ? AND (aperta = 1 OR chiusa_da IS NOT NULL) AND oggetto IN :in`,
    { before: [codComune], values: oggetti },
  );
}

/** The facts have ended what a person had closed: next time it is news again. */
export async function dimenticaChiuse(tx: Tx, ids: readonly number[]): Promise<void> {
  const sql = 'UPDATE anomalie SET chiusa_da = NULL WHERE aperta IS NULL AND id IN :in';
  await executeIn(tx, sql, { before: [], values: ids });
}

/** What tasks about TARI are open about: users (`U:`) and households (`N:`). */
export async function oggettiTariAperti(tx: Tx, codComune: string): Promise<string[]> {
  const righe = await tx.query<{ oggetto: string }>(
    `SELECT DISTINCT oggetto FROM anomalie WHERE cod_comune = ? AND aperta = 1 AND regola LIKE 'TARI%'
       AND (oggetto LIKE 'U:%' OR oggetto LIKE 'N:%')`,
    [codComune],
  );
  return righe.map((r) => r.oggetto);
}
