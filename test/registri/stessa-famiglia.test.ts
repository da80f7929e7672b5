/** Who comes back into the family they are known to be in: that they had been in it before is not forgotten. */
import { describe, expect, it } from 'vitest';
import type { Fatto } from '../../src/anpr/fatto.js';
import type { DatiSoggetto } from '../../src/anpr/soggetto.js';
import { righeAppartenenze } from '../../src/registri/anagrafe.js';
import { piega } from '../../src/registri/evolve.js';
import { CONTESTO } from '../arbitraries.js';
import { residente } from '../work/persone.js';
import { fatto } from './fatti.js';

const ARRIVO = '2020-01-01';
const RIENTRO = '2026-03-01';

const carta = (dal: string): DatiSoggetto => residente(1, { famiglia: '501', dal });
const scheda = (n: number, dal: string): Fatto => fatto(n, { tipo: 'SCHEDA', operazione: '3002', dati: carta(dal) });
const muta = (n: number, decorrenza: string, dal = decorrenza): Fatto =>
  fatto(n, { tipo: 'MUTAZIONE', operazione: '5005', decorrenza, dati: carta(dal) });

const periodi = (...fatti: Fatto[]): unknown =>
  righeAppartenenze('S:1', piega(fatti, CONTESTO)).map((a) => [a.id_famiglia_anpr, a.dal, a.al]);

const DUE = [
  ['501', ARRIVO, RIENTRO],
  ['501', RIENTRO, null],
];

describe('who comes back into the family while their departure is not known yet', () => {
  it('was in it before that day too', () => {
    expect(periodi(scheda(1, ARRIVO), muta(3, RIENTRO))).toEqual(DUE);
  });

  it('was in it until the departure, when it is known', () => {
    const partenza = fatto(2, {
      tipo: 'CANCELLAZIONE',
      operazione: 'N010',
      decorrenza: '2026-01-10',
      dati: carta(ARRIVO),
    });
    expect(periodi(scheda(1, ARRIVO), muta(3, RIENTRO), partenza)).toEqual([
      ['501', ARRIVO, '2026-01-10'],
      ['501', RIENTRO, null],
    ]);
  });

  it('stays so when a card, or a repeated message, says the day again', () => {
    expect(periodi(scheda(1, ARRIVO), muta(2, RIENTRO), scheda(3, RIENTRO))).toEqual(DUE);
    expect(periodi(scheda(1, ARRIVO), muta(2, RIENTRO), muta(3, RIENTRO))).toEqual(DUE);
  });

  it('never left when the return is annulled', () => {
    const annulla = fatto(3, { tipo: 'ANNULLAMENTO_MUTAZIONE', operazione: '5012', dati: carta(ARRIVO) });
    expect(periodi(scheda(1, ARRIVO), muta(2, RIENTRO), annulla)).toEqual([['501', ARRIVO, null]]);
  });

  it('came back on the day that a rectification says', () => {
    const dati = { ...carta(RIENTRO), rettifica: { dataIngressoFamiglia: '2026-02-20' } };
    const rettifica = fatto(3, { tipo: 'RETTIFICA', operazione: '5014', dati });
    expect(periodi(scheda(1, ARRIVO), muta(2, RIENTRO), rettifica)).toEqual([
      ['501', ARRIVO, '2026-02-20'],
      ['501', '2026-02-20', null],
    ]);
  });
});

describe('the day of a membership that is only better known', () => {
  it.each([
    ['a card', scheda(2, '2021-05-05')],
    ['an operation about something else', muta(2, RIENTRO, '2021-05-05')],
    ['an operation that dates it earlier', muta(2, '2019-06-01')],
  ])('is moved by %s', (_, altro) => {
    expect(periodi(scheda(1, ARRIVO), altro)).toEqual([['501', altro.dati.legameSoggetto?.dataDecorrenza, null]]);
  });
});
