/** The month rule of IMU, as a clerk counts it on a calendar. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mesiCondizione } from '../../src/registri/imu.js';

const TUTTI = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
const dal = (giorno: string) => mesiCondizione([{ dal: giorno, al: null }], 2026);
const al = (giorno: string) => mesiCondizione([{ dal: null, al: giorno }], 2026);

describe('the condition of residence holds', () => {
  it('all year for whoever lives there since ever, in no month for whoever came the year after', () => {
    expect(dal('2020-05-05')).toEqual(TUTTI);
    expect(dal('2027-01-01')).toEqual([]);
    expect(mesiCondizione([], 2026)).toEqual([]);
  });

  it('in a month of 31 days for whoever came by the 16th (16 days of 31), not for whoever came on the 17th', () => {
    expect(dal('2026-03-16')).toEqual(TUTTI.slice(2));
    expect(dal('2026-03-17')).toEqual(TUTTI.slice(3));
  });

  it('in a month of 30 days divided into two halves, for whoever comes in and not for whoever leaves', () => {
    expect(dal('2026-04-16')).toEqual(TUTTI.slice(3));
    expect(al('2026-04-16')).toEqual([1, 2, 3]);
  });

  it('in February of a leap year from the 15th on (15 days of 29)', () => {
    expect(mesiCondizione([{ dal: '2024-02-15', al: '2024-03-01' }], 2024)).toEqual([2]);
    expect(mesiCondizione([{ dal: '2024-02-16', al: '2024-03-01' }], 2024)).toEqual([]);
  });

  it('in a month where two stays together are more than half of it', () => {
    const soggiorni = [
      { dal: '2026-05-01', al: '2026-05-10' },
      { dal: '2026-05-20', al: '2026-05-28' },
    ];
    expect(mesiCondizione(soggiorni, 2026)).toEqual([5]);
  });

  it('every month for exactly one of two people who follow each other in a dwelling, however often', () => {
    const giorno = fc
      .date({ min: new Date('2025-06-01'), max: new Date('2027-06-01'), noInvalidDate: true })
      .map((d) => d.toISOString().slice(0, 10));
    fc.assert(
      fc.property(fc.uniqueArray(giorno, { minLength: 1, maxLength: 5 }), (passaggi) => {
        const bordi = [null, ...passaggi.sort(), null];
        const periodi = bordi.slice(0, -1).map((inizio, i) => ({ dal: inizio, al: bordi[i + 1] ?? null }));
        const di = (resto: number) =>
          mesiCondizione(
            periodi.filter((_, i) => i % 2 === resto),
            2026,
          );
        expect([...di(0), ...di(1)].sort((a, b) => a - b)).toEqual(TUTTI);
      }),
    );
  });
});
