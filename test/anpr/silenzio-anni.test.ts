/**
 * The silence detector over years of an invented comune: how many false alarms, and how long a true silence goes unnoticed.
 * The figures of docs/silenzio.md are those that this test prints with ALLINEA_STAMPA_SILENZIO=1.
 */
import { describe, expect, it } from 'vitest';
import { numeroDelGiorno } from '../../src/anpr/giorni.js';
import type { Momento } from '../../src/anpr/ora-italiana.js';
import { type Ritmo, ritmoDi } from '../../src/anpr/ritmo.js';
import { giudica, improbabileDal } from '../../src/anpr/silenzio.js';
import { type Arrivo, arrivi, momento, storiaFino } from './arrivi-simulati.js';

const REGOLE = { anniFraFalsiAllarmi: 20, oreMinime: 6 };
/** The figures of the manual are of 20 comuni over 8 years; the everyday test looks at two of them. */
const stampa = process.env.ALLINEA_STAMPA_SILENZIO !== undefined;
const SEMI = Array.from({ length: stampa ? 20 : 2 }, (_, i) => i + 1);
const ANNI = stampa ? 8 : 4;

const giorniFra = (da: Momento, a: Momento): number =>
  numeroDelGiorno(a.giorno) - numeroDelGiorno(da.giorno) + (a.ore - da.ore) / 24;

interface Anni {
  falsi: number;
  /** Alarms while ANPR sent nothing to anybody for a day. */
  fermi: number;
  anni: number;
  readonly giorni: number[];
}

/** One comune for years: every gap between two arrivals judged when it ends, and an outage begun every fortnight. */
function vivi(abitanti: number, seme: number, esito: Anni): void {
  const tutti = arrivi(abitanti, { dal: '2018-01-01', giorni: 365 * (ANNI + 1), seme });
  let ritmo: Ritmo | undefined;
  let imparato = '';
  for (const [i, arrivo] of tutti.entries()) {
    const dopo = tutti[i + 1];
    if (dopo === undefined || arrivo.giorno < '2019-01-01') continue;
    if (
      arrivo.giorno !== imparato &&
      numeroDelGiorno(arrivo.giorno) - numeroDelGiorno(imparato || '2000-01-01') >= 14
    ) {
      ritmo = ritmoDi(storiaFino(tutti, i, abitanti));
      imparato = arrivo.giorno;
      const allarme = improbabileDal(ritmo, momento(arrivo), REGOLE);
      if (allarme !== null) esito.giorni.push(giorniFra(momento(arrivo), allarme));
    }
    if (ritmo !== undefined && isAllarme(ritmo, arrivo, dopo)) esito[dopo.dopoFermo ? 'fermi' : 'falsi'] += 1;
  }
  esito.anni += ANNI;
}

const isAllarme = (ritmo: Ritmo, arrivo: Arrivo, dopo: Arrivo): boolean =>
  giudica(ritmo, { da: momento(arrivo), a: momento(dopo) }, REGOLE).improbabile;

function misura(abitanti: number) {
  const esito: Anni = { falsi: 0, fermi: 0, anni: 0, giorni: [] };
  for (const seme of SEMI) vivi(abitanti, seme, esito);
  const giorni = esito.giorni.toSorted((a, b) => a - b);
  const al = (q: number): number => giorni[Math.floor(q * (giorni.length - 1))] ?? Number.NaN;
  return {
    abitanti,
    falsiAnno: esito.falsi / esito.anni,
    fermiAnno: esito.fermi / esito.anni,
    mediana: al(0.5),
    nove: al(0.9),
    massimo: al(1),
  };
}

describe('the silence detector over years', () => {
  it.each([
    { abitanti: 500, entro: 200 },
    { abitanti: 1_000, entro: 110 },
    { abitanti: 10_000, entro: 20 },
    { abitanti: 100_000, entro: 7 },
    { abitanti: 1_300_000, entro: 5 },
  ])(
    'G11, G14, G15: false alarms are rare and silence is noticed, $abitanti inhabitants',
    ({ abitanti, entro }) => {
      const m = misura(abitanti);
      if (stampa) console.info(JSON.stringify(m));
      expect(m.falsiAnno).toBeLessThanOrEqual(0.125);
      expect(m.nove).toBeLessThanOrEqual(entro);
    },
    600_000,
  );
});
