/** Which states are of the Union on a day: whose citizens may be on the added lists. */
import { expect, it } from 'vitest';
import { statoUE } from '../../src/anpr/stati-ue.js';

/** ISTAT codes of the states that have ever been members beside Italy, and of some that have not. */
const CODICI = Array.from({ length: 1000 }, (_, n) => String(n).padStart(3, '0'));
const membri = (giorno: string): number => CODICI.filter((c) => statoUE(c, giorno)).length;

it('counts the other members as they were after every enlargement', () => {
  const quanti = ['1957-12-31', '1958-01-01', '1973-01-01', '1981-01-01', '1986-01-01', '1995-01-01'].map(membri);
  expect(quanti).toEqual([0, 5, 8, 9, 11, 14]);
  expect(['2004-05-01', '2007-01-01', '2013-07-01', '2026-01-01'].map(membri)).toEqual([24, 26, 27, 26]);
});

it('takes a member to the end of its last day, and never Italy, whose citizens have the general list', () => {
  expect(statoUE('219', '2020-01-31')).toBe(true);
  expect(statoUE('219', '2020-02-01')).toBe(false);
  expect(statoUE('250', '2013-06-30')).toBe(false);
  expect(statoUE('250', '2013-07-01')).toBe(true);
  expect(statoUE('100', '2026-01-01')).toBe(false);
  expect(statoUE('999', '2026-01-01')).toBe(false);
});
