/** A move into a home that is written as the one before: what was known of the first is not forgotten. */
import { describe, expect, it } from 'vitest';
import type { Fatto } from '../../src/anpr/fatto.js';
import type { DatiSoggetto } from '../../src/anpr/soggetto.js';
import { righeResidenze } from '../../src/registri/anagrafe.js';
import { piega } from '../../src/registri/evolve.js';
import { CONTESTO } from '../arbitraries.js';
import { residente } from '../work/persone.js';
import { fatto } from './fatti.js';

const ARRIVO = '2020-01-01';
const MOSSA = '2026-03-01';

const carta = (dal: string, altro: Partial<DatiSoggetto> = {}): DatiSoggetto => ({
  ...residente(1, { dal }),
  ...altro,
});
const scheda = (n: number, dal: string): Fatto => fatto(n, { tipo: 'SCHEDA', operazione: '3002', dati: carta(dal) });
const muta = (n: number, decorrenza: string, dati: DatiSoggetto): Fatto =>
  fatto(n, { tipo: 'MUTAZIONE', operazione: '5005', decorrenza, dati });

const periodi = (...fatti: Fatto[]): unknown =>
  righeResidenze('S:1', piega(fatti, CONTESTO), CONTESTO).map(({ dal, al }) => [dal, al]);

const inConvivenza = muta(
  2,
  MOSSA,
  carta(MOSSA, { famigliaConvivenza: { idFamigliaConvivenzaANPR: '900', tipoScheda: '4' } }),
);
const DUE = [
  [ARRIVO, MOSSA],
  [MOSSA, null],
];

describe('who moves into another family, or a convivenza, in the same house', () => {
  it('was resident there before that day too', () => {
    expect(periodi(scheda(1, ARRIVO), inConvivenza)).toEqual(DUE);
  });

  it('stays so when a card, or a repeated message, says the day again', () => {
    expect(periodi(scheda(1, ARRIVO), inConvivenza, scheda(3, MOSSA))).toEqual(DUE);
    expect(periodi(scheda(1, ARRIVO), inConvivenza, { ...inConvivenza, idOperazioneANPR: '3' })).toEqual(DUE);
  });

  it('has one residence again when the move is annulled', () => {
    const annullata = fatto(3, { tipo: 'ANNULLAMENTO_MUTAZIONE', operazione: '5012', dati: carta(ARRIVO) });
    expect(periodi(scheda(1, ARRIVO), inConvivenza, annullata)).toEqual([[ARRIVO, null]]);
  });

  it('moved on the day that a rectification says', () => {
    const dati = { ...carta(MOSSA), rettifica: { dataDecorrenzaResidenza: '2026-02-20' } };
    const rettifica = fatto(3, { tipo: 'RETTIFICA', operazione: '5014', dati });
    expect(periodi(scheda(1, ARRIVO), inConvivenza, rettifica)).toEqual([
      [ARRIVO, '2026-02-20'],
      ['2026-02-20', null],
    ]);
  });
});

describe('the day of a home that is only better known', () => {
  it.each([
    ['a card', scheda(2, '2021-05-05')],
    ['an operation about something else', muta(2, MOSSA, carta('2021-05-05'))],
    ['an operation that dates it earlier', muta(2, '2019-06-01', carta('2019-06-01'))],
  ])('is moved by %s', (_, altro) => {
    expect(periodi(scheda(1, ARRIVO), altro)).toEqual([[altro.dati.residenze?.[0]?.dataDecorrenzaResidenza, null]]);
  });
});
