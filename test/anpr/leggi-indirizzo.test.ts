/** What is read of an address, way of writing by way of writing: the list beside this file is for the clerk who knows them. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { formatIndirizzo } from '../../src/anpr/indirizzo.js';
import { leggiIndirizzo } from '../../src/anpr/leggi-indirizzo.js';

const righe = readFileSync(new URL('indirizzi-scritti.csv', import.meta.url), 'utf8')
  .split('\n')
  .slice(1)
  .filter((riga) => riga !== '' && !riga.startsWith('#'))
  .map((riga) => riga.split(';') as [string, string, string, string, string]);

it.each(righe)('«%s» is %s, number %s, letter %s, unit %s', (scritto, via, civico, esponente, interno) => {
  expect(leggiIndirizzo(scritto)).toEqual({ via, civico, esponente, interno });
});

const TOPONIMI = [
  'ROMA',
  '25 APRILE',
  '4 NOVEMBRE',
  'XX SETTEMBRE',
  'DEI 300 CAMPI',
  'ALDO MORO 2',
  'DELLA SCALA',
  'N. SAURO',
];

it('an address as ANPR has it is read back whatever number the street has in its name', () => {
  const indirizzo = fc.record({
    specie: fc.constantFrom('VIA', 'PIAZZA', 'TRAVERSA'),
    toponimo: fc.constantFrom(...TOPONIMI),
    civico: fc.integer({ min: 1, max: 1799 }).map(String),
    lettera: fc.constantFrom('A', 'N', 'P', undefined),
    esponente: fc.constantFrom('BIS', undefined),
    scala: fc.constantFrom('B', undefined),
    interno: fc.constantFrom('3', '11', undefined),
    piano: fc.constantFrom('2', undefined),
    frazione: fc.constantFrom('TRE CASE', undefined),
    cap: fc.constant('00100'),
    nomeComune: fc.constant('VALFINTA'),
  });
  fc.assert(
    fc.property(indirizzo, (i) => {
      const presenti = Object.fromEntries(Object.entries(i).filter(([, v]) => v !== undefined));
      expect(leggiIndirizzo(formatIndirizzo(presenti))).toEqual({
        via: `${i.specie} ${i.toponimo.replace('.', '')}`,
        civico: i.civico,
        esponente: `${i.lettera ?? ''}${i.esponente ?? ''}`,
        interno: i.interno ?? '',
      });
    }),
  );
});

it('whatever is written, something is read, and a long text costs no more than its beginning', () => {
  fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (testo) => void leggiIndirizzo(testo)));
  for (const pezzo of ['VIA ', '1 ', '(', 'S.N.', '1-', 'KM 1', ', '])
    expect(leggiIndirizzo(pezzo.repeat(200_000))).toEqual(leggiIndirizzo(pezzo.repeat(1_000)));
});
