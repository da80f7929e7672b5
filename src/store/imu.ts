/** Periods of registered residence of one person, for IMU. Invariant: reads the public view, so that both say the same. */
import type { Tx } from './tx.js';

export interface PeriodoResidenza {
  readonly indirizzo: string | null;
  readonly dal: string | null;
  /** Exclusive; null = still there. */
  readonly al: string | null;
}

/** The periods of the person with this codice fiscale or card, oldest first. */
export async function periodiResidenza(tx: Tx, codComune: string, chi: string): Promise<PeriodoResidenza[]> {
  const righe = await tx.query<PeriodoResidenza>(
    `SELECT indirizzo, dal, al FROM v_imu_periodi_residenza
     WHERE cod_comune = ? AND (codice_fiscale = ? OR id_scheda_anpr = ?) ORDER BY dal`,
    [codComune, chi, chi],
  );
  return righe.map((r) => ({ ...r, dal: r.dal === '' ? null : r.dal }));
}
