/**
 * The open anomalies of some objects, for whoever keeps them in step with the facts.
 */
import { selectIn } from './sql.js';
import type { Tx } from './tx.js';

export interface AnomaliaAperta {
  readonly id: number;
  readonly regola: string;
  readonly oggetto: string;
}

/** Open anomalies about these objects. */
export async function anomalieAperte(tx: Tx, codComune: string, oggetti: readonly string[]): Promise<AnomaliaAperta[]> {
  return selectIn<AnomaliaAperta>(
    tx,
    'SELECT id, regola, oggetto FROM anomalie WHERE cod_comune = ? AND aperta = 1 AND oggetto IN :in',
    { before: [codComune], values: oggetti },
  );
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
