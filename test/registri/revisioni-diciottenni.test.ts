/** Every birth date belongs to one preparatory list, and the list finds it again. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { natiPer, semestreDiciottenni, semestreDiLista, semestreSuccessivo } from '../../src/registri/diciottenni.js';

const giorno = fc
  .integer({ min: Date.UTC(1990, 0, 1), max: Date.UTC(2030, 0, 1) })
  .map((ms) => new Date(ms).toISOString().slice(0, 10));

it('the February list takes July to December, the August list January to June of the next year', () => {
  expect(semestreDiciottenni('2008-07-01')).toEqual({
    lista: '2026-02',
    dal: '2026-07-01',
    al: '2026-12-31',
    revisione: 'SEM-2026-04',
  });
  expect(semestreDiciottenni('2008-06-30').lista).toBe('2025-08');
  expect(semestreDiciottenni('2009-01-01')).toMatchObject({
    lista: '2026-08',
    dal: '2027-01-01',
    revisione: 'SEM-2026-10',
  });
  expect(semestreDiciottenni('2008-02-29').lista).toBe('2025-08');
});

it('the list of a birth date takes that birth date', () => {
  fc.assert(
    fc.property(giorno, (nascita) => {
      const semestre = semestreDiciottenni(nascita);
      const nati = natiPer(semestre);
      expect(nati.dal <= nascita && nascita <= nati.al).toBe(true);
      expect(semestreDiLista(semestre.lista)).toEqual(semestre);
    }),
  );
});

it('what is prepared today is for the half-year after this one', () => {
  expect(semestreSuccessivo('2026-02-15').lista).toBe('2026-02');
  expect(semestreSuccessivo('2026-08-15')).toMatchObject({ lista: '2026-08', dal: '2027-01-01' });
  expect(semestreDiLista('2026-03')).toBeUndefined();
});
