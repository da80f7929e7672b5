/** The households of 1 January, and what a later look adds to what was written. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { daRifare, type NucleoAl, nucleiAl, type Presente } from '../../src/registri/tari-fotografia.js';

const GIORNO = '2026-01-01';
const presente = (soggetto: string, altro: Partial<Presente> = {}): Presente => ({
  idFamiglia: '1',
  soggetto,
  codiceLegame: '3',
  al: null,
  dataNascita: '1980-01-01',
  precisioneNascita: 'GIORNO',
  indirizzo: 'VIA ROMA 1',
  ...altro,
});

describe('the households of one day', () => {
  it('have the address of the head, each person once, and as minors who turns 18 after that day', () => {
    const nuclei = nucleiAl(GIORNO, [
      presente('S:3', { codiceLegame: '1', indirizzo: 'VIA VERDI 2' }),
      presente('S:1', { dataNascita: '2008-01-02' }),
      presente('S:2', { dataNascita: '2008-01-01' }),
      presente('S:2', { dataNascita: '2008-01-01' }),
      presente('S:4', { dataNascita: '2008-01-01', precisioneNascita: 'ANNO' }),
      presente('S:5', { dataNascita: null }),
    ]);
    expect([...nuclei.values()]).toEqual([{ idFamiglia: '1', indirizzo: 'VIA VERDI 2', occupanti: 5, minori: 2 }]);
  });

  it('are the same in whatever order the rows come, and nobody is lost', () => {
    const riga = fc.record({
      idFamiglia: fc.constantFrom('1', '2'),
      soggetto: fc.integer({ min: 1, max: 9 }).map((n) => `S:${n}`),
      codiceLegame: fc.constantFrom('1', '3', null),
      al: fc.constantFrom('2026-03-01', null),
      indirizzo: fc.constantFrom('VIA ROMA 1', 'VIA VERDI 2', null),
    });
    const righe = fc.uniqueArray(riga, { selector: (r) => `${r.idFamiglia} ${r.soggetto}` });
    fc.assert(
      fc.property(righe, (parti) => {
        const presenti = parti.map((p) => presente(p.soggetto, p));
        const nuclei = nucleiAl(GIORNO, presenti);
        expect(nucleiAl(GIORNO, presenti.toReversed())).toEqual(nuclei);
        expect([...nuclei.values()].reduce((somma, n) => somma + n.occupanti, 0)).toBe(presenti.length);
      }),
    );
  });
});

describe('a later look', () => {
  const nucleo: fc.Arbitrary<NucleoAl> = fc.record({
    idFamiglia: fc.constantFrom('1', '2', '3'),
    indirizzo: fc.constantFrom('VIA ROMA 1', null),
    occupanti: fc.integer({ min: 1, max: 3 }),
    minori: fc.integer({ min: 0, max: 1 }),
  });
  const nuclei = fc
    .uniqueArray(nucleo, { selector: (n) => n.idFamiglia })
    .map((n) => new Map(n.map((x) => [x.idFamiglia, x] as const)));

  it('adds only what differs, and after it there is nothing left to add', () => {
    fc.assert(
      fc.property(nuclei, nuclei, (prima, ora) => {
        const nuove = daRifare(prima, ora);
        const dopo = new Map<string, NucleoAl>([...prima, ...nuove.map((n) => [n.idFamiglia, n] as const)]);
        expect(daRifare(dopo, ora)).toEqual([]);
        expect(daRifare(ora, ora)).toEqual([]);
        for (const n of dopo.values()) expect(n.occupanti).toBe(ora.get(n.idFamiglia)?.occupanti ?? 0);
      }),
    );
  });
});

it('of two who have been its head the household of that day is that of the one who left first', () => {
  const nuclei = nucleiAl(GIORNO, [
    presente('S:1', { codiceLegame: '1', indirizzo: 'VIA DEI COSTITUENTI 2' }),
    presente('S:2', { codiceLegame: '1', al: '2026-03-01', indirizzo: 'VIA VERDI 2' }),
  ]);
  expect([...nuclei.values()].map((n) => n.indirizzo)).toEqual(['VIA VERDI 2']);
});
