/**
 * What a variazione of the tax office means for the bills: from when, which year, whether that year was billed already
 * (modello-dati E.2, E.9; docs/viste.md). Counted on the calendar, period by period.
 */
import { piuAnni, piuGiorni } from './calendario.js';
import { giornoDi, type Regolamento, valoreIl } from './regolamento.js';

/** What the effect depends on. */
export interface VariazioneMostrata {
  readonly tributo: string;
  readonly tipo: string;
  readonly motivo: string | null;
  readonly decorrenza: string | null;
}

export interface EffettoAtteso {
  readonly effetto_dal: string | null;
  readonly anno: string | null;
  readonly da_conguagliare: 0 | 1;
}

/** A notice sent to a new address is valid from the thirtieth day after it (D.P.R. 600/1973, art. 60). */
export const GIORNI_RECAPITO = 30;
const MESI_DI_UN_BIMESTRE = [1, 3, 5, 7, 9, 11];

/** Table 25, 10 and 11: the same home, written otherwise; nothing is due since another day (E.5). */
const ETICHETTE = new Set<string | null>(['STRADA_RINOMINATA', 'INDIRIZZO_CORRETTO']);

const primoGennaio = (giorno: string): string => `${giorno.slice(0, 4)}-01-01`;

/** The first day after `giorno` that opens a month of those given. */
function primoDelProssimo(giorno: string, mesi: (mese: number) => boolean): string {
  let prossimo = piuGiorni(giorno, 1);
  while (!(prossimo.endsWith('-01') && mesi(Number(prossimo.slice(5, 7))))) prossimo = piuGiorni(prossimo, 1);
  return prossimo;
}

function conLaRegola(regola: string | null, decorrenza: string, regolamento: Regolamento): string {
  if (regola === 'MESE_SUCCESSIVO') return primoDelProssimo(decorrenza, () => true);
  if (regola === 'BIMESTRE_SUCCESSIVO') return primoDelProssimo(decorrenza, (m) => MESI_DI_UN_BIMESTRE.includes(m));
  const capodanno = primoGennaio(decorrenza);
  if (regola === 'PRIMO_GENNAIO') return decorrenza === capodanno ? decorrenza : piuAnni(capodanno, 1);
  if (regola !== 'EMISSIONE') return decorrenza;
  const emessa = giornoDi(regolamento, 'tari_anno_emesso', decorrenza.slice(0, 4));
  return emessa !== null && decorrenza > emessa ? piuAnni(capodanno, 1) : capodanno;
}

function daQuando(v: VariazioneMostrata, decorrenza: string, regolamento: Regolamento): string {
  if (v.tributo === 'RECAPITO') return piuGiorni(decorrenza, GIORNI_RECAPITO);
  if (v.tributo !== 'TARI' || v.tipo !== 'OCCUPANTI') return decorrenza;
  return conLaRegola(valoreIl(regolamento, 'tari_regola_componenti', decorrenza), decorrenza, regolamento);
}

/** The effect of an open variazione as the office must read it on that day; nothing for one without a date. */
export function effettoAtteso(v: VariazioneMostrata, regolamento: Regolamento, oggi: string): EffettoAtteso {
  if (v.decorrenza === null || ETICHETTE.has(v.motivo)) return { effetto_dal: null, anno: null, da_conguagliare: 0 };
  const effetto = daQuando(v, v.decorrenza, regolamento);
  const anno = effetto.slice(0, 4);
  const emesso = v.tributo === 'TARI' ? valoreIl(regolamento, 'tari_anno_emesso', oggi) : null;
  return { effetto_dal: effetto, anno, da_conguagliare: emesso !== null && anno <= emesso ? 1 : 0 };
}
