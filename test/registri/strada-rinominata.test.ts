/** How a place was called before its street was renamed: kept with the home, whatever else is said of it (modello-dati E.5). */
import { describe, expect, it } from 'vitest';
import type { Fatto } from '../../src/anpr/fatto.js';
import type { DatiSoggetto } from '../../src/anpr/soggetto.js';
import { righeResidenze } from '../../src/registri/anagrafe.js';
import { piega } from '../../src/registri/evolve.js';
import { CONTESTO } from '../arbitraries.js';
import { residente, via } from '../work/persone.js';
import { fatto } from './fatti.js';

const ARRIVO = '2020-01-01';
const MOSSA = '2026-03-01';

const casa = (toponimo: string, tipoIndirizzo = '1', dal = ARRIVO): DatiSoggetto => ({
  ...residente(1),
  residenze: [{ tipoIndirizzo, indirizzo: { ...via(1), toponimo }, dataDecorrenzaResidenza: dal }],
});
const scheda = (n: number, dati: DatiSoggetto): Fatto => fatto(n, { tipo: 'SCHEDA', operazione: '3002', dati });
const muta = (n: number, dati: DatiSoggetto): Fatto =>
  fatto(n, { tipo: 'MUTAZIONE', operazione: '5001', decorrenza: MOSSA, dati });
const annulla = (n: number, dati: DatiSoggetto): Fatto =>
  fatto(n, { tipo: 'ANNULLAMENTO_MUTAZIONE', operazione: '5012', decorrenza: MOSSA, dati });

/** Each home with what it was called before. */
const nomi = (...fatti: Fatto[]): unknown =>
  righeResidenze('S:1', piega(fatti, CONTESTO), CONTESTO).map((r) => [
    String(r.toponimo),
    r.gia_detto?.toString().replaceAll(', VALFINTA', '').split('\n') ?? [],
  ]);

const prima = scheda(1, casa('ROMA'));
const rinominata = muta(2, casa('MORO', '10'));
const via_ = muta(3, casa('VERDI', '1', MOSSA));

describe('a home whose street is renamed', () => {
  it('keeps the name it had', () => {
    expect(nomi(prima, rinominata)).toEqual([['MORO', ['VIA ROMA 1']]]);
  });

  it('keeps every name it had, each once, however often the last is said again', () => {
    const ancora = [
      muta(3, casa('VITTORIO', '10')),
      muta(4, casa('VITTORIO', '10')),
      scheda(5, casa('VITTORIO', '10')),
    ];
    expect(nomi(prima, rinominata, ...ancora)).toEqual([['VITTORIO', ['VIA ROMA 1', 'VIA MORO 1']]]);
  });

  it('keeps it when a move away is undone', () => {
    expect(nomi(prima, rinominata, via_, annulla(4, casa('MORO', '10')))).toEqual([['MORO', ['VIA ROMA 1']]]);
  });

  it('keeps it when only a card tells of the renaming', () => {
    expect(nomi(prima, scheda(2, casa('MORO', '10')))).toEqual([['MORO', ['VIA ROMA 1']]]);
    expect(nomi(prima, via_, annulla(4, casa('MORO', '10')))).toEqual([['MORO', ['VIA ROMA 1']]]);
  });

  it('keeps it when its day is corrected, and after somebody has left it', () => {
    const dati = { ...residente(1), residenze: [], rettifica: { dataDecorrenzaResidenza: '2019-06-01' } };
    const rettifica = fatto(3, { tipo: 'RETTIFICA', operazione: '5014', dati });
    expect(nomi(prima, rinominata, rettifica)).toEqual([['MORO', ['VIA ROMA 1']]]);
    expect(nomi(prima, rinominata, via_)).toEqual([
      ['MORO', ['VIA ROMA 1']],
      ['VERDI', []],
    ]);
  });
});

describe('what is no other name of a place', () => {
  it('is the home one has moved from, or an address that was wrong', () => {
    expect(nomi(prima, via_)).toEqual([
      ['ROMA', []],
      ['VERDI', []],
    ]);
    expect(nomi(prima, muta(2, casa('MORO', '11')))).toEqual([['MORO', []]]);
  });

  it('is a name that never was: the renaming is annulled', () => {
    expect(nomi(prima, rinominata, annulla(3, casa('ROMA')))).toEqual([['ROMA', []]]);
    expect(nomi(prima, rinominata, muta(3, casa('VITTORIO', '10')), annulla(4, casa('MORO', '10')))).toEqual([
      ['MORO', ['VIA ROMA 1']],
    ]);
  });
});
