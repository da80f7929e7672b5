/** What an address of the office and one of ANPR have in common, where ANPR's own way of writing it gets in the way. */
import { expect, it } from 'vitest';
import { formatIndirizzo } from '../../src/anpr/indirizzo.js';
import type { Indirizzo } from '../../src/anpr/soggetto.js';
import { somiglianza } from '../../src/registri/somiglianza.js';

const COMUNE = { nomeComune: 'VALFINTA', siglaProvincia: 'RM', cap: '00100' };
const anpr = (i: Indirizzo): string => formatIndirizzo({ ...COMUNE, specie: 'VIA', toponimo: 'GIUSEPPE VERDI', ...i });

it.each<[string, Indirizzo, string]>([
  [
    'the floor after the unit',
    { civico: '33', scala: 'A', interno: '11', piano: '4' },
    'Via Giuseppe Verdi 33 int. 11',
  ],
  ['a letter and an exponent', { civico: '58', lettera: 'A', esponente: 'BIS' }, 'V. G. VERDI 58/A BIS'],
  ['a letter and an exponent in one', { civico: '58', lettera: 'A', esponente: 'BIS' }, 'via giuseppe verdi, 58 abis'],
  ['no number, before a hamlet', { progSNC: '1', frazione: 'BORGO ALTO' }, 'Via Giuseppe Verdi snc'],
  ['no number, before the postcode', { progSNC: '1' }, 'Via Giuseppe Verdi, S.N.C.'],
])('%s is the same dwelling as the office writes it', (_, indirizzo, ufficio) => {
  expect(somiglianza(ufficio, anpr(indirizzo))).toBe(1);
});

it('a dwelling without a number is not the one that has one, and another unit is another dwelling also on the same floor', () => {
  expect(somiglianza('Via Giuseppe Verdi 12', anpr({ progSNC: '1' }))).toBe(0);
  expect(somiglianza('Via Giuseppe Verdi 33 int. 12', anpr({ civico: '33', interno: '11', piano: '4' }))).toBe(0);
});
