/** The windows of reconciliation: no hole, no window that ANPR would refuse, whatever the ledger looks like. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  accorcia,
  dimezza,
  dividi,
  orizzonte,
  type Periodo,
  periodoDiGiorni,
  pianifica,
  pianificaRichiesta,
  type RegolePiano,
  scadeIl,
  scoperti,
  tagliaVecchio,
} from '../../src/anpr/finestre.js';

const GIORNO_MS = 86_400_000;
const ORA = '2026-06-15T18:40:00.000Z';
const REGOLE: RegolePiano = { giorniIndietro: 179, giorniFinestra: 30, margineMinuti: 15, sovrapposizioneMinuti: 60 };

const lungaMs = (p: Periodo): number => Date.parse(p.al) - Date.parse(p.dal);
const daOra = (minuti: number): string => new Date(Date.parse(ORA) + minuti * 60_000).toISOString();

const regole: fc.Arbitrary<RegolePiano> = fc.record({
  giorniIndietro: fc.integer({ min: 1, max: 180 }),
  giorniFinestra: fc.integer({ min: 1, max: 30 }),
  margineMinuti: fc.integer({ min: 1, max: 720 }),
  sovrapposizioneMinuti: fc.integer({ min: 0, max: 720 }),
});
const periodo: fc.Arbitrary<Periodo> = fc
  .tuple(fc.integer({ min: -300 * 1440, max: 0 }), fc.integer({ min: 1, max: 30 * 1440 }))
  .map(([da, lungo]) => ({ dal: daOra(da), al: daOra(da + lungo) }));
const registro = fc.array(periodo, { maxLength: 12 });

describe('the plan', () => {
  it('covers everything from the first day that ANPR answers for to the margin, without holes', () => {
    fc.assert(
      fc.property(registro, regole, (coperte, r) => {
        const { nuove } = pianifica(coperte, r, ORA);
        expect(scoperti([...coperte, ...nuove], orizzonte(r, ORA))).toEqual([]);
      }),
    );
  });

  it('never goes beyond the limits of ANPR: 30 days, 180 back, the end before its clock, dal strictly before al (G64, G71)', () => {
    fc.assert(
      fc.property(registro, regole, (coperte, r) => {
        const entro = orizzonte(r, ORA);
        for (const p of pianifica(coperte, r, ORA).nuove) {
          expect(p.dal < p.al).toBe(true);
          expect(lungaMs(p)).toBeLessThanOrEqual(r.giorniFinestra * GIORNO_MS);
          expect([p.dal >= entro.dal, p.al <= entro.al, p.al < ORA]).toEqual([true, true, true]);
        }
      }),
    );
  });

  it('asks for nothing again once planned, and only for what came since', () => {
    fc.assert(
      fc.property(registro, regole, fc.integer({ min: 1, max: 10_000 }), (coperte, r, minuti) => {
        const prima = pianifica(coperte, r, ORA).nuove;
        expect(pianifica([...coperte, ...prima], r, ORA).nuove).toEqual([]);
        const dopo = pianifica([...coperte, ...prima], r, daOra(minuti)).nuove;
        const entro = orizzonte(r, daOra(minuti));
        expect(scoperti([...coperte, ...prima, ...dopo], entro)).toEqual([]);
      }),
    );
  });

  it('says what was never asked for and is too old by now, and says it once', () => {
    fc.assert(
      fc.property(registro, regole, (coperte, r) => {
        const { nuove, perse } = pianifica(coperte, r, ORA);
        expect(pianifica([...coperte, ...nuove, ...perse], r, ORA)).toEqual({ nuove: [], perse: [] });
        const primo = coperte.map((p) => p.dal).toSorted()[0] ?? ORA;
        expect(scoperti([...coperte, ...nuove, ...perse], { dal: primo, al: orizzonte(r, ORA).al })).toEqual([]);
      }),
    );
  });

  it('begins with six windows for half a year, each a little before the end of the one before', () => {
    const { nuove, perse } = pianifica([], REGOLE, ORA);
    expect(perse).toEqual([]);
    expect(nuove).toHaveLength(6);
    expect(nuove[0]?.dal).toBe('2025-12-18T18:40:00.000Z');
    expect(nuove[0]?.al).toBe('2026-01-17T18:40:00.000Z');
    expect(nuove[1]?.dal).toBe('2026-01-17T17:40:00.000Z');
    expect(nuove[5]?.al).toBe('2026-06-15T18:25:00.000Z');
  });

  it('a window that ended early leaves the rest of the day to the next one (G72)', () => {
    const ieri = { dal: '2025-12-01T00:00:00.000Z', al: '2026-06-14T05:00:00.000Z' };
    expect(pianifica([ieri], REGOLE, ORA).nuove).toEqual([
      { dal: '2026-06-14T04:00:00.000Z', al: '2026-06-15T18:25:00.000Z' },
    ]);
  });
});

describe('a period that somebody asks for', () => {
  it('is asked for within the limits, and what ANPR no longer has is said (G71)', () => {
    const chiesto = { dal: '2025-11-01T00:00:00.000Z', al: '2026-12-31T00:00:00.000Z' };
    const { nuove, perse } = pianificaRichiesta(chiesto, REGOLE, ORA);
    expect(perse).toEqual([{ dal: '2025-11-01T00:00:00.000Z', al: '2025-12-18T18:40:00.000Z' }]);
    expect(scoperti(nuove, orizzonte(REGOLE, ORA))).toEqual([]);
  });

  it('is wholly lost when it is wholly too old', () => {
    const chiesto = { dal: '2025-01-01T00:00:00.000Z', al: '2025-02-01T00:00:00.000Z' };
    expect(pianificaRichiesta(chiesto, REGOLE, ORA)).toEqual({ nuove: [], perse: [chiesto] });
  });
});

describe('a window that ANPR refuses', () => {
  it('is halved without a hole until it is too short to be halved (G63)', () => {
    fc.assert(
      fc.property(periodo, (p) => {
        const meta = dimezza(p);
        if (meta === undefined) expect(lungaMs(p)).toBeLessThan(120_000);
        else {
          expect(scoperti(meta, p)).toEqual([]);
          expect(Math.max(...meta.map(lungaMs))).toBeLessThan(lungaMs(p));
        }
      }),
    );
  });

  it('ends earlier each time its end was in the future, and in the end is taken back (G54)', () => {
    let p: Periodo | undefined = { dal: daOra(-600), al: daOra(-15) };
    let volte = 0;
    while (p !== undefined) {
      const prima: Periodo = p;
      volte += 1;
      p = accorcia(prima, REGOLE, { oraANPR: ORA, volte });
      if (p !== undefined) expect([p.dal, p.al < prima.al]).toEqual([prima.dal, true]);
    }
    expect(volte).toBeLessThan(10);
  });

  it('loses its first day, or whatever is too old, and keeps the rest (G55, G71)', () => {
    fc.assert(
      fc.property(periodo, (p) => {
        const { perso, resto } = tagliaVecchio(p, REGOLE, ORA);
        expect(scoperti(resto === undefined ? [perso] : [perso, resto], p)).toEqual([]);
        if (resto !== undefined) expect(resto.dal < resto.al).toBe(true);
      }),
    );
  });
});

it('what is in a window can be asked for until 180 days after its first day', () => {
  expect(scadeIl({ dal: '2026-01-01T00:00:00.000Z', al: '2026-01-31T00:00:00.000Z' })).toBe('2026-06-30T00:00:00.000Z');
});

it('cuts nothing out of an empty period', () => {
  expect(dividi({ dal: ORA, al: ORA }, REGOLE)).toEqual([]);
});

it('a period of days has both its days whole, also where summer time begins or ends between them (G64)', () => {
  const ore = (p: Periodo): number => lungaMs(p) / 3_600_000;
  expect(periodoDiGiorni('2026-06-15', '2026-06-15')).toEqual({
    dal: '2026-06-14T22:00:00.000Z',
    al: '2026-06-15T22:00:00.000Z',
  });
  expect(ore(periodoDiGiorni('2026-03-29', '2026-03-29'))).toBe(23);
  expect(ore(periodoDiGiorni('2026-10-25', '2026-10-25'))).toBe(25);
  expect(ore(periodoDiGiorni('2026-12-31', '2027-01-01'))).toBe(48);
});
