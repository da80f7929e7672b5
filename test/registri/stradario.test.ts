/** The stradario: what is refused, which section an address gets, and that an accepted one gives at most one. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  controllaStradario,
  leggiStradarioCsv,
  normalizzaVia,
  sezioneDa,
  stradaDi,
  type Tratto,
} from '../../src/registri/stradario.js';
import { leggiSezioniCsv } from '../../src/registri/stradario-sezioni.js';

const CSV = `specie;via;lato;dal;al;sezione
VIA;Giuseppe Verdi;DISPARI;1;9;1
VIA;Giuseppe Verdi;DISPARI;11;;2
VIA;Giuseppe Verdi;PARI;;;2
Piazza;"Dell'Unità; già Vecchia";tutti;;;3
`;

const letto = (csv: string, sezioni: readonly string[] = []) => leggiStradarioCsv(csv, sezioni);

describe('the section of an address', () => {
  const { tratti, problemi } = letto(CSV);

  it.each([
    ['VIA GIUSEPPE VERDI 9/A INT. 3, 00100 VALFINTA (XX)', '1'],
    ['VIA GIUSEPPE VERDI 11, 00100 VALFINTA (XX)', '2'],
    ['V. GIUSEPPE VERDI 4, VALFINTA', '2'],
    ['VIA GIUSEPPE VERDI 9001 SCALA B INT. 3, VALFINTA', '2'],
    ["PIAZZA DELL'UNITA' GIA' VECCHIA 1, VALFINTA", '3'],
    ["P.ZZA DELL'UNITÀ; GIÀ VECCHIA SNC, VALFINTA", '3'],
    ['VIA GIUSEPPE VERDI SNC, VALFINTA', undefined],
    ['VIA ROMA 1, VALFINTA', undefined],
  ])('of %s is %s', (indirizzo, sezione) => {
    expect(problemi).toEqual([]);
    expect(sezioneDa(indirizzo, tratti)).toBe(sezione);
  });

  it('does not take a number in the name of the street for the house number', () => {
    expect(stradaDi('VIA 4 NOVEMBRE 12/B PIANO 2, 00100 VALFINTA')).toEqual({ via: 'VIA 4 NOVEMBRE', numero: 12 });
    expect(stradaDi('VIA ALDO MORO 2 99, 00100 VALFINTA')).toEqual({ via: 'VIA ALDO MORO 2', numero: 99 });
    expect(stradaDi('VIA 25 APRILE 1945, 00100 VALFINTA')).toEqual({ via: 'VIA 25 APRILE 1945', numero: undefined });
    expect(stradaDi('VIA DELLA SCALA 12 SCALA A, VALFINTA')).toEqual({ via: 'VIA DELLA SCALA', numero: 12 });
    expect(stradaDi('VIA XX SETTEMBRE KM 4, VALFINTA')).toEqual({ via: 'VIA XX SETTEMBRE', numero: undefined });
    expect(normalizzaVia(" C.so  d'Italia ")).toBe('CORSO D ITALIA');
  });
});

describe('a stradario is refused', () => {
  const via = (...righe: string[]): string[] =>
    letto(['specie;via;lato;dal;al;sezione', ...righe.map((r) => `VIA;ROMA;${r}`)].join('\n')).problemi;

  it('with the holes and the overlaps, street by street', () => {
    expect(via('TUTTI;1;10;1', 'DISPARI;9;19;2', 'PARI;16;;2')).toEqual([
      'VIA ROMA, numeri pari: dal 12 al 14 nessuna sezione',
      'VIA ROMA, numeri dispari: il 9 è della sezione 1 e della 2',
    ]);
    expect(via('DISPARI;1;9;1', 'DISPARI;11;19;2', 'PARI;2;8;1', 'PARI;10;;2')).toEqual([]);
  });

  it('with a street or a section longer than any engine holds', () => {
    const lunga = letto(`specie;via;lato;sezione\nVIA;${'A'.repeat(197)};TUTTI;1\nVIA;PO;TUTTI;${'1'.repeat(201)}\n`);
    expect(lunga.problemi.map((p) => p.slice(0, 7))).toEqual(['riga 2:', 'riga 3:']);
  });

  it('with the line and the field of everything that is badly written', () => {
    expect(via('DESTRA;1;9;1', 'PARI;due;9;1', 'PARI;9;2;1', ';;;1', 'PARI;1')).toEqual([
      'riga 6: 4 campi, attesi 6',
      'riga 5: il campo lato è vuoto',
      'riga 2: lato «DESTRA», atteso TUTTI, PARI, DISPARI',
      'riga 3: dal «due», atteso un numero o niente',
      'riga 4: finisce al 2, prima del 9 da cui comincia',
      'riga 5: lato «», atteso TUTTI, PARI, DISPARI',
    ]);
  });

  it('without its heading, with a column too many, with a section that does not exist', () => {
    expect(letto('via;sezione;colore\nROMA;1;blu').problemi).toEqual([
      'riga 1: mancano le colonne specie, lato (attese: specie;via;lato;sezione;[dal];[al])',
      'riga 1: colonne sconosciute colore (attese: specie;via;lato;sezione;[dal];[al])',
    ]);
    expect(letto(CSV, ['1', '2']).problemi).toEqual(['riga 5: la sezione 3 non è fra quelle importate']);
  });
});

it('an accepted stradario gives every number at most one section', () => {
  const tratto = fc.record({
    lato: fc.constantFrom<Tratto['lato'][]>('TUTTI', 'PARI', 'DISPARI'),
    dal: fc.integer({ min: 0, max: 12 }),
    lungo: fc.integer({ min: 0, max: 8 }),
    sezione: fc.constantFrom('1', '2', '3'),
  });
  fc.assert(
    fc.property(fc.array(tratto, { maxLength: 4 }), fc.integer({ min: 1, max: 24 }), (bozze, numero) => {
      const tratti = bozze.map(({ lungo, ...b }): Tratto => ({ ...b, via: 'VIA ROMA', al: b.dal + lungo }));
      const suoi = tratti.filter(
        (t) => numero >= t.dal && numero <= t.al! && (t.lato === 'TUTTI' || (t.lato === 'PARI') === (numero % 2 === 0)),
      );
      if (controllaStradario(tratti).length === 0) expect(suoi.length).toBeLessThanOrEqual(1);
      if (suoi.length > 1) expect(controllaStradario(tratti)).not.toEqual([]);
      expect(suoi.map((t) => t.sezione)).toEqual(
        suoi.length === 0 ? [] : expect.arrayContaining([sezioneDa(`VIA ROMA ${numero}`, tratti)]),
      );
    }),
  );
});

it('sections are read whole, or refused with every line', () => {
  const testa = 'sezione;denominazione;cap;specie;via;civico;collegio_camera;collegio_senato;circoscrizione_regionali';
  const buona = leggiSezioniCsv(`${testa}\n1;Scuola;00100;VIA;ROMA;3;C1;S1;R1\n`);
  expect(buona.problemi).toEqual([]);
  expect(buona.sezioni).toMatchObject([{ numero: '1', toponimo: 'ROMA', circoscrizioneUE: null }]);
  expect(leggiSezioniCsv(`${testa}\n1;S;1;VIA;ROMA;3/A;C;S;R\n1;S;00100;VIA;ROMA;;C;S;\n`).problemi).toEqual([
    'riga 3: il campo circoscrizione_regionali è vuoto',
    'riga 2: cap «1», attese 5 cifre',
    'riga 2: civico «3/A», attese sole cifre (al massimo 20)',
    'riga 3: la sezione 1 è già alla riga 2',
  ]);
});
