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
