/**
 * In which months of a year somebody was registered resident in each dwelling.
 * Invariant: one condition of the main dwelling, never the exemption: habitual abode is not in ANPR (E.9).
 */
import { giornoDi } from '../anpr/giorni.js';
import { mesiCondizione } from '../registri/imu.js';
import { NESSUN_PARAMETRO, type Parametri, parametroIl } from '../registri/parametri.js';
import { registraAzione } from '../store/audit.js';
import type { Database } from '../store/database.js';
import { type PeriodoResidenza, periodiResidenza } from '../store/imu.js';
import type { DiTari } from './tari-utenze.js';

/** One dwelling of the year. */
export interface AbitazioneImu {
  readonly indirizzo: string | null;
  readonly periodi: readonly PeriodoResidenza[];
  /** Months (1–12) that count in full; null where the tax is not IMU: its law counts them, not this program. */
  readonly mesi: readonly number[] | null;
}

/** Whose residence, in which year, where which parameters are in force. */
export interface DomandaImu {
  readonly chi: string;
  readonly anno: number;
  readonly parametri?: Parametri | undefined;
}

/** The tax on buildings of that year (E.2): IMU, or the one of Trento, Bolzano, Friuli Venezia Giulia. */
export function regimeImu({ anno, parametri = NESSUN_PARAMETRO }: Pick<DomandaImu, 'anno' | 'parametri'>): string {
  return parametroIl(parametri, 'imu_regime', giornoDi(anno, 1, 1)) ?? IMU;
}

const IMU = 'IMU';

/**
 * The dwellings of that person in that year; undefined where nobody is found. Looking is recorded. The months are counted
 * only for IMU (L. 160/2019 art. 1 c. 761): the other taxes have laws of their own.
 */
export async function residenzaImu(
  db: Database,
  { chi, anno, parametri }: DomandaImu,
  di: DiTari,
): Promise<readonly AbitazioneImu[] | undefined> {
  const periodi = await db.transaction(async (tx) => {
    const azione = { quando: di.now.toISOString(), attore: di.attore, azione: 'imu', oggetto: `ente:${di.codComune}` };
    await registraAzione(tx, { ...azione, dettaglio: JSON.stringify({ anno }) });
    return periodiResidenza(tx, di.codComune, chi);
  });
  if (periodi.length === 0) return undefined;
  const perIndirizzo = new Map<string | null, PeriodoResidenza[]>();
  for (const p of periodi) {
    if ((p.dal ?? '') > giornoDi(anno, 12, 31) || (p.al ?? '9') <= giornoDi(anno, 1, 1)) continue;
    perIndirizzo.set(p.indirizzo, [...(perIndirizzo.get(p.indirizzo) ?? []), p]);
  }
  const conta = regimeImu({ anno, parametri }) === IMU;
  const mesiDi = (suoi: readonly PeriodoResidenza[]) => (conta ? mesiCondizione(suoi, anno) : null);
  return [...perIndirizzo].map(([indirizzo, suoi]) => ({ indirizzo, periodi: suoi, mesi: mesiDi(suoi) }));
}
