/**
 * From when a change of household counts for TARI, and which year it touches (modello-dati E.2, E.9).
 * Invariant: pure; the rule is the one in force on the day of the change, so that a new regulation rewrites nothing before it.
 */
import { annoDi, meseDi, piuAnni, piuGiorni, primoDellAnno, primoDelMese } from '../anpr/giorni.js';
import { NESSUN_PARAMETRO, type Parametri, parametroIl, type RegolaComponenti } from './parametri.js';
import type { Variazione } from './righe.js';
import { STESSA_CASA } from './variazioni.js';

/** Day of issue of the TARI list of a year; undefined while it is not issued. */
export type Emissione = (anno: number) => string | undefined;

const MAI_EMESSA: Emissione = () => undefined;

/**
 * The day from which a change that happened on `decorrenza` counts for TARI under the given rule.
 * `MESE_SUCCESSIVO` and `BIMESTRE_SUCCESSIVO` mean the one after, also for a change on a first day.
 */
export function effettoTari(decorrenza: string, regola: RegolaComponenti, emissione: Emissione = MAI_EMESSA): string {
  const capodanno = primoDellAnno(decorrenza);
  switch (regola) {
    case 'GIORNO':
      return decorrenza;
    case 'MESE_SUCCESSIVO':
      return primoDelMese(decorrenza, 1);
    case 'BIMESTRE_SUCCESSIVO':
      return primoDelMese(decorrenza, meseDi(decorrenza) % 2 === 0 ? 1 : 2);
    case 'PRIMO_GENNAIO':
      return decorrenza === capodanno ? decorrenza : piuAnni(capodanno, 1);
    case 'EMISSIONE': {
      const emessa = emissione(annoDi(decorrenza));
      return emessa === undefined || decorrenza <= emessa ? capodanno : piuAnni(capodanno, 1);
    }
    default:
      return regola satisfies never;
  }
}

/** The day on which the list of a year was issued, as `tari_anno_emesso` says it. */
export function emissioneDa(parametri: Parametri): Emissione {
  const voci = parametri.get('tari_anno_emesso') ?? [];
  return (anno) => voci.find((v) => v.valore === String(anno))?.dal;
}

/** What a variazione means for the bills: from when, which year, and whether that year has been billed already. */
export interface Effetto {
  readonly effetto_dal: string | null;
  /** First year touched. */
  readonly anno: string | null;
  /** 1 when the TARI list of that year is out: the difference must be settled. */
  readonly da_conguagliare: 0 | 1;
}

/** A notice may be sent to a new address from the thirtieth day after the change (D.P.R. 600/1973 art. 60 c. 3). */
const GIORNI_RECAPITO = 30;

/** First day on which a notice reaches somebody at an address held since `dal`; null = since ever. */
export function recapitoEfficaceDal(dal: string | null): string | null {
  if (dal === null || dal === '') return null;
  return piuGiorni(dal, GIORNI_RECAPITO);
}

/**
 * The effect of one variazione of the tax office.
 * @param v its `ambito` (TARI, IMU, RECAPITO, SOGGETTO), `tipo`, `motivo` and `decorrenza`; the same home under another label has none
 * @param oggi the day on which it became known: what was billed by then must be settled
 */
export function effettoDi(
  v: Pick<Variazione, 'ambito' | 'tipo' | 'motivo' | 'decorrenza'>,
  oggi: string,
  parametri: Parametri = NESSUN_PARAMETRO,
): Effetto {
  if (v.decorrenza === null || STESSA_CASA.has(v.motivo)) return { effetto_dal: null, anno: null, da_conguagliare: 0 };
  const effetto = effettoDelTributo(v.ambito, v.tipo, { decorrenza: v.decorrenza, parametri });
  const anno = effetto?.slice(0, 4) ?? null;
  const emesso = v.ambito === 'TARI' ? parametroIl(parametri, 'tari_anno_emesso', oggi) : null;
  return { effetto_dal: effetto, anno, da_conguagliare: anno !== null && emesso !== null && anno <= emesso ? 1 : 0 };
}

function effettoDelTributo(
  ambito: string,
  tipo: string,
  { decorrenza, parametri }: { readonly decorrenza: string; readonly parametri: Parametri },
): string | null {
  if (ambito === 'RECAPITO') return recapitoEfficaceDal(decorrenza);
  if (ambito !== 'TARI' || tipo !== 'OCCUPANTI') return decorrenza;
  const regola = parametroIl(parametri, 'tari_regola_componenti', decorrenza) as RegolaComponenti;
  return effettoTari(decorrenza, regola, emissioneDa(parametri));
}
