/** Who lived in the dwelling of a family, and since when they are as many as they are. */
import { describe, expect, it } from 'vitest';
import { inTantiDal, presenzeDi, type RigheMembro, uscitiDal } from '../../src/registri/presenze.js';
import type { Riga } from '../../src/registri/righe.js';

const OGGI = '2026-06-15';

type Giorni = readonly [dal: string, al?: string];
const periodo = ([dal, al]: Giorni): Riga => ({ dal, al: al ?? null });
const inFamiglia = (...g: Giorni[]): Riga[] => g.map((x) => ({ ...periodo(x), tipo_scheda: '3' }));
const iscritto = (...g: Giorni[]): Riga[] => g.map((x) => ({ ...periodo(x), registro: 'APR' }));
const aCasa = (...g: Giorni[]): Riga[] => g.map((x) => ({ ...periodo(x), tipo_indirizzo: '1' }));
const senzaDimora = (...g: Giorni[]): Riga[] => aCasa(...g).map((r) => ({ ...r, senza_fissa_dimora: 'S' }));

const NASCITA = '2010-01-01';
const chi = (altro: Partial<RigheMembro>): RigheMembro => ({
  appartenenze: inFamiglia([NASCITA]),
  posizioni: iscritto([NASCITA]),
  residenze: aCasa([NASCITA]),
  ...altro,
});
const quando = (altro: Partial<RigheMembro>): unknown => presenzeDi(chi(altro)).map(({ dal, al }) => [dal, al]);

describe('somebody lives in the dwelling of a family', () => {
  it('while in the family, registered here and with a home', () => {
    expect(quando({ appartenenze: inFamiglia(['2012-01-01', '2020-01-01']) })).toEqual([['2012-01-01', '2020-01-01']]);
    expect(quando({ posizioni: iscritto(['2012-01-01', '2015-01-01'], ['2018-01-01']) })).toEqual([
      ['2012-01-01', '2015-01-01'],
      ['2018-01-01', null],
    ]);
  });

  it('also when the family changes home, and whoever was written twice', () => {
    expect(quando({ residenze: aCasa([NASCITA, '2026-03-01'], ['2026-03-01']) })).toEqual([[NASCITA, null]]);
    expect(quando({ appartenenze: inFamiglia([NASCITA, '2026-03-01'], ['2026-03-01']) })).toEqual([[NASCITA, null]]);
  });

  it('not while without a home, nor before the first one that is known', () => {
    expect(
      quando({
        residenze: [...aCasa([NASCITA, '2020-01-01'], ['2026-03-01']), ...senzaDimora(['2020-01-01', '2026-03-01'])],
      }),
    ).toEqual([
      [NASCITA, '2020-01-01'],
      ['2026-03-01', null],
    ]);
    expect(quando({ residenze: senzaDimora([NASCITA]) })).toEqual([]);
    expect(quando({ residenze: aCasa(['2026-03-01']) })).toEqual([['2026-03-01', null]]);
    expect(quando({ residenze: [] })).toEqual([[NASCITA, null]]);
  });

  it('not while registered in the AIRE', () => {
    const espatriato = { dal: NASCITA, al: '2026-01-24', registro: 'AIRE' };
    const fuori = { dal: NASCITA, al: '2026-01-24', tipo_indirizzo: '4' };
    const rientro = {
      posizioni: [espatriato, ...iscritto(['2026-01-24'])],
      residenze: [fuori, ...aCasa(['2026-01-24'])],
    };
    expect(quando(rientro)).toEqual([['2026-01-24', null]]);
  });
});

describe('the day on which they became as many as they are', () => {
  const presenze = (...altri: Partial<RigheMembro>[]) => altri.flatMap((a) => presenzeDi(chi(a)));

  it('is that of the last who came or went, not of who comes as another goes', () => {
    const uscita = { appartenenze: inFamiglia([NASCITA, '2026-03-01']) };
    expect(inTantiDal(presenze({}, uscita), OGGI)).toBe('2026-03-01');
    expect(inTantiDal(presenze({}, uscita, { appartenenze: inFamiglia(['2026-03-01']) }), OGGI)).toBe(NASCITA);
  });

  it('is that of the home that somebody of them found', () => {
    const trova = { residenze: [...senzaDimora([NASCITA, '2026-03-01']), ...aCasa(['2026-03-01'])] };
    expect(inTantiDal(presenze({}, trova), OGGI)).toBe('2026-03-01');
  });

  it('is not that of who never lived there and goes', () => {
    const ospite = { appartenenze: inFamiglia(['2015-01-01', '2026-03-01']), residenze: senzaDimora([NASCITA]) };
    expect(inTantiDal(presenze({}, ospite), OGGI)).toBe(NASCITA);
  });

  it('is not a day to come', () => {
    const partira = { appartenenze: inFamiglia([NASCITA, '2026-07-01']) };
    expect(inTantiDal(presenze({}, partira), OGGI)).toBe(NASCITA);
    expect(inTantiDal(presenze({}, partira), '2026-07-01')).toBe('2026-07-01');
    expect([OGGI, '2026-07-01'].map((g) => uscitiDal(presenze(partira), g))).toEqual([null, '2026-07-01']);
  });
});
