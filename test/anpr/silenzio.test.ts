/** The silence detector: its calendar, and what must hold for every history. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isFestivo, ORARIO, pasqua, pesoGiorno } from '../../src/anpr/festivita.js';
import { giornoNumero, numeroDelGiorno } from '../../src/anpr/giorni.js';
import type { Momento } from '../../src/anpr/ora-italiana.js';
import { type Ritmo, ritmoDi, type Storia } from '../../src/anpr/ritmo.js';
import { giudica, improbabileDal } from '../../src/anpr/silenzio.js';

const REGOLE = { anniFraFalsiAllarmi: 20, oreMinime: 6 };

/** So many scatti every working day since then, none on other days. */
function storia(
  alGiorno: number,
  { giorni = 200, abitanti = null }: { giorni?: number; abitanti?: number | null } = {},
): Storia {
  const fine = numeroDelGiorno('2026-06-12');
  const scatti = new Map<string, number>();
  for (let n = fine - giorni + 1; n <= fine; n++)
    if (pesoGiorno(giornoNumero(n)) === 1) scatti.set(giornoNumero(n), alGiorno);
  const dal = giorni === 0 ? null : giornoNumero(fine - giorni + 1);
  return { dal, al: '2026-06-12', scatti, perOra: Array(24).fill(0), abitanti };
}

const LUNEDI: Momento = { giorno: '2026-06-15', ore: 9 };
const dopo = (giorni: number, ore = 9): Momento => ({
  giorno: giornoNumero(numeroDelGiorno(LUNEDI.giorno) + giorni),
  ore,
});

/** Any history that a database could hold. */
const qualsiasi: fc.Arbitrary<Storia> = fc.record({
  dal: fc.option(fc.integer({ min: 19_000, max: 20_600 }).map(giornoNumero)),
  al: fc.integer({ min: 19_000, max: 20_618 }).map(giornoNumero),
  scatti: fc
    .array(fc.tuple(fc.integer({ min: 19_000, max: 20_618 }).map(giornoNumero), fc.integer({ min: 0, max: 144 })), {
      maxLength: 120,
    })
    .map((v) => new Map(v)),
  perOra: fc.array(fc.integer({ min: 0, max: 10_000 }), { minLength: 24, maxLength: 24 }),
  abitanti: fc.option(fc.integer({ min: 0, max: 3_000_000 })),
});
const momenti = fc.record({
  giorno: fc.integer({ min: 20_600, max: 20_800 }).map(giornoNumero),
  ore: fc.double({ min: 0, max: 24, noNaN: true }),
});

describe('the calendar of offices', () => {
  it('Easter falls where the calendar says', () => {
    expect([1943, 2000, 2024, 2026, 2038].map(pasqua)).toEqual([
      '1943-04-25',
      '2000-04-23',
      '2024-03-31',
      '2026-04-05',
      '2038-04-25',
    ]);
  });

  it('Easter Monday, fixed holidays and Sundays are holidays, San Francesco only since 2026', () => {
    const feste = ['2026-04-06', '2026-12-08', '2026-06-02', '2026-06-14', '2027-10-04'];
    expect(feste.map(isFestivo)).toEqual([true, true, true, true, true]);
    expect(['2026-06-15', '2021-10-04', '2026-04-07'].map(isFestivo)).toEqual([false, false, false]);
  });

  it('every day is worth something, no day more than a working day, and the hours make one day', () => {
    for (let n = 20_000; n < 21_000; n++) {
      expect(pesoGiorno(giornoNumero(n))).toBeGreaterThan(0);
      expect(pesoGiorno(giornoNumero(n))).toBeLessThanOrEqual(1);
    }
    expect(ORARIO.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 10);
  });
});

describe('the rhythm', () => {
  it('is never above what came, and close to it after half a year', () => {
    const r = ritmoDi(storia(10));
    expect(r.alGiorno).toBeLessThan(10);
    expect(r.alGiorno).toBeGreaterThan(8);
  });

  it('comes from the population before anything arrived, and from nothing when nobody knows', () => {
    const ritmi = [1_000, 10_000, 100_000, 1_300_000].map(
      (abitanti) => ritmoDi(storia(0, { giorni: 0, abitanti })).alGiorno,
    );
    expect(ritmi).toEqual(ritmi.toSorted((a, b) => a - b));
    expect(ritmi[1]).toBeGreaterThan(0.2);
    expect(ritmi[1]).toBeLessThan(2);
    expect(ritmoDi(storia(0, { giorni: 0 })).alGiorno).toBe(0);
  });

  it('does not learn from a silence of the past', () => {
    const intera = storia(10);
    const scatti = new Map([...intera.scatti].filter(([g]) => g < '2026-02-01' || g > '2026-04-30'));
    expect(ritmoDi({ ...intera, scatti }).alGiorno).toBeGreaterThan(0.8 * ritmoDi(intera).alGiorno);
  });

  it('learns that a comune closes on Wednesdays', () => {
    const intera = storia(10);
    const scatti = new Map([...intera.scatti].filter(([g]) => new Date(g).getUTCDay() !== 3));
    expect(ritmoDi({ ...intera, scatti }).settimana[3]).toBeLessThan(0.3);
  });
});

describe('the judgement', () => {
  it('property: a longer silence is never more probable, and probabilities are probabilities', () => {
    fc.assert(
      fc.property(
        qualsiasi,
        momenti,
        fc.integer({ min: 0, max: 60 }),
        fc.integer({ min: 0, max: 60 }),
        (s, da, x, y) => {
          const r = ritmoDi(s);
          const fra = (giorni: number) => ({ giorno: giornoNumero(numeroDelGiorno(da.giorno) + giorni), ore: da.ore });
          const breve = giudica(r, { da, a: fra(Math.min(x, y)) }, REGOLE);
          const lungo = giudica(r, { da, a: fra(Math.max(x, y)) }, REGOLE);
          expect(lungo.probabilita).toBeLessThanOrEqual(breve.probabilita);
          expect(breve.probabilita).toBeLessThanOrEqual(1);
          expect(lungo.probabilita).toBeGreaterThanOrEqual(0);
          if (breve.improbabile) expect(lungo.improbabile).toBe(true);
        },
      ),
    );
  });

  it('property: the announced hour is when it becomes improbable, and not before', () => {
    fc.assert(
      fc.property(qualsiasi, momenti, (s, da) => {
        const r = ritmoDi(s);
        const quando = improbabileDal(r, da, REGOLE);
        if (quando === null) return;
        expect(giudica(r, { da, a: quando }, REGOLE).improbabile).toBe(true);
        const prima = { ...quando, ore: quando.ore - 1 };
        if (prima.giorno > da.giorno || prima.ore > da.ore)
          expect(giudica(r, { da, a: prima }, REGOLE).improbabile).toBe(false);
      }),
      { numRuns: 60 },
    );
  });

  it('property: the more came before, the earlier the alarm', () => {
    const alGiorno = (n: number): Ritmo => ritmoDi(storia(n));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 50 }), (x, y) => {
        const giorni = [Math.min(x, y), Math.max(x, y)].map((n) => improbabileDal(alGiorno(n), LUNEDI, REGOLE));
        const [poco, molto] = giorni.map((m) => (m === null ? Number.POSITIVE_INFINITY : numeroDelGiorno(m.giorno)));
        expect(molto).toBeLessThanOrEqual(poco as number);
      }),
      { numRuns: 30 },
    );
  });

  it('a city is alarmed within two days, a weekend alone alarms nobody', () => {
    const citta = ritmoDi(storia(50));
    expect(giudica(citta, { da: LUNEDI, a: dopo(2) }, REGOLE).improbabile).toBe(true);
    expect(giudica(citta, { da: { giorno: '2026-06-12', ore: 19 }, a: LUNEDI }, REGOLE).improbabile).toBe(false);
  });

  it('a village is not alarmed by a fortnight in August', () => {
    const paese = ritmoDi(storia(1));
    const agosto = { da: { giorno: '2026-08-08', ore: 12 }, a: { giorno: '2026-08-23', ore: 12 } };
    expect(giudica(paese, agosto, REGOLE).improbabile).toBe(false);
  });

  it('without a rhythm nothing is ever improbable', () => {
    const r = ritmoDi(storia(0, { giorni: 0 }));
    expect(giudica(r, { da: LUNEDI, a: dopo(390) }, REGOLE)).toMatchObject({ probabilita: 1, improbabile: false });
    expect(improbabileDal(r, LUNEDI, REGOLE)).toBeNull();
  });
});
