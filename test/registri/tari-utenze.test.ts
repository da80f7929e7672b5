/** TARI users: reading the office's file, and finding who lives there. Invented people and streets. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calcolaCodiceFiscale } from '../../src/anpr/codice-fiscale.js';
import { decodificaCsv } from '../../src/registri/csv.js';
import { leggiStrada, somiglianza } from '../../src/registri/somiglianza.js';
import { abbina, type Candidato, punteggioDi } from '../../src/registri/utenze.js';
import { leggiUtenze, type Utenza } from '../../src/registri/utenze-csv.js';
import { indicizza } from '../../src/registri/utenze-indice.js';

const cf = (cognome: string): string =>
  calcolaCodiceFiscale({ cognome, nome: 'PROVA', sesso: 'F', dataNascita: '1980-01-01', codiceLuogo: 'H501' });
const [ANNA, BICE] = [cf('ABBA'), cf('BABBI')];
const TESTA = 'codice;codice_fiscale;indirizzo;categoria';
const leggi = (...righe: string[]) => leggiUtenze([TESTA, ...righe].join('\r\n'));

describe('the file of the office', () => {
  it('is read in any order of columns, with either separator, quotes and columns of its own', () => {
    const testo = `CATEGORIA,Codice Fiscale,indirizzo,note,codice\nD,${ANNA.toLowerCase()},"VIA ROMA, 1 ""A""",x,U1\n\n`;
    expect(leggiUtenze(testo)).toEqual({
      utenze: [{ codice: 'U1', codiceFiscale: ANNA, indirizzo: 'VIA ROMA, 1 "A"', categoria: 'D' }],
      errori: [],
    });
  });

  it('is read in UTF-8, with a BOM, and in windows-1252', () => {
    const testo = `${TESTA}\nU1;${ANNA};VIA LIBERTÀ 1;D`;
    const antico = Buffer.from(testo, 'latin1');
    for (const byte of [Buffer.from(testo), Buffer.from(`\uFEFF${testo}`), antico]) {
      expect(leggiUtenze(decodificaCsv(byte)).utenze).toMatchObject([{ indirizzo: 'VIA LIBERTÀ 1' }]);
    }
  });

  it('with a wrong header is not read, and every missing column is named', () => {
    const { utenze, errori } = leggiUtenze(`codice;intestatario;indirizzo\nU1;${ANNA};VIA ROMA 1`);
    expect(utenze).toEqual([]);
    expect(errori.map((e) => [e.riga, e.campo])).toEqual([
      [1, 'codice_fiscale'],
      [1, 'categoria'],
    ]);
    expect(leggiUtenze('').errori).toHaveLength(4);
  });

  it('loses no good line to a bad one, and says line, field and what was expected without repeating the value', () => {
    const { utenze, errori } = leggi(
      `U1;${ANNA};VIA ROMA 1;D`,
      `;${ANNA};;D`,
      `U3;ABCDEF;VIA ROMA 3;D`,
      `U4;${BICE};VIA ROMA 4`,
      `U1;${BICE};VIA ROMA 5;D`,
      `U6;${BICE};VIA ROMA 6;D`,
    );
    expect(utenze.map((u) => u.codice)).toEqual(['U1', 'U6']);
    expect(errori.map((e) => [e.riga, e.campo])).toEqual([
      [3, 'codice'],
      [3, 'indirizzo'],
      [4, 'codice_fiscale'],
      [5, 'riga'],
      [6, 'codice'],
    ]);
    expect(JSON.stringify(errori)).not.toMatch(/ABCDEF|ROMA/);
  });

  it('counts the lines of a quoted field, and says where a quote was left open', () => {
    const buona = `U4;${BICE};VIA ROMA 4;D`;
    const storta = `U3;${ANNA};"VIA ROMA;D`;
    const { utenze, errori } = leggi(`U1;${ANNA};"VIA\nROMA 1";D`, `U2;XX;VIA ROMA 2;D`, storta, buona);
    expect(utenze.map((u) => u.codice)).toEqual(['U1', 'U4']);
    expect(errori.map((e) => e.riga)).toEqual([4, 5]);
    expect(leggi(storta, buona, storta).utenze.map((u) => u.codice)).toEqual(['U4']);
  });

  it('whatever it holds, it is read or refused, never a crash', () => {
    fc.assert(
      fc.property(fc.string(), (coda) => {
        const { utenze } = leggi(`U1;${ANNA};VIA ROMA 1;D`, coda);
        expect(utenze[0]?.codice).toBe('U1');
      }),
    );
  });
});

const utenza = (indirizzo: string, codiceFiscale = ANNA): Utenza => ({
  codice: 'U',
  codiceFiscale,
  indirizzo,
  categoria: 'D',
});
const nucleo = (idFamiglia: string, indirizzo: string, ...membri: string[]): Candidato => ({
  idFamiglia,
  indirizzo,
  membri,
});

describe('an address of the office and one of ANPR', () => {
  it.each([
    ['VIA GIUSEPPE VERDI 12/A', 'VIA GIUSEPPE VERDI 12/A, 00100 VALFINTA (VF)'],
    ['V. G. Verdi n. 12A', 'VIA GIUSEPPE VERDI 12/A, 00100 VALFINTA (VF)'],
    ['via Giuseppe Verdi, 12 A', 'VIA GIUSEPPE VERDI 12/A INT. 3, 00100 VALFINTA (VF)'],
    ["P.zza dell'Unità n° 7", "PIAZZA DELL'UNITA 7, 00100 VALFINTA (VF)"],
    ['Viale 25 Aprile 3', 'VIALE 25 APRILE 3, VALFINTA'],
  ])('%s is %s', (ufficio, anpr) => {
    expect(somiglianza(ufficio, anpr)).toBe(1);
  });

  it('with another number, flat or street are not the same dwelling', () => {
    expect(somiglianza('VIA ROMA 1', 'VIA ROMA 2, VALFINTA')).toBe(0);
    expect(somiglianza('VIA ROMA 1 INT. 2', 'VIA ROMA 1 INT. 3, VALFINTA')).toBe(0);
    expect(somiglianza('VIA ROMA 1', 'VIA MILANO 1, VALFINTA')).toBe(0);
    expect(somiglianza('VIA ROMA 1/B', 'VIA ROMA 1/A, VALFINTA')).toBeLessThan(0.5);
    expect(leggiStrada('VIA ROMA')).toMatchObject({ parole: ['ROMA'], civico: '' });
  });

  it('resemble each other as much from either side', () => {
    const indirizzo = fc
      .tuple(
        fc.constantFrom('VIA', 'V.', 'PIAZZA'),
        fc.constantFrom('ROMA', 'G. VERDI', 'GIUSEPPE VERDI'),
        fc.integer({ min: 1, max: 3 }),
      )
      .map((p) => p.join(' '));
    fc.assert(
      fc.property(indirizzo, indirizzo, (a, b) => {
        expect(somiglianza(a, b)).toBe(somiglianza(b, a));
        expect(somiglianza(a, a)).toBe(1);
      }),
    );
  });
});

describe('a TARI user', () => {
  const via = 'VIA ROMA 1, 00100 VALFINTA (VF)';

  it('is matched with the household of the holder at that address, also beside another family', () => {
    const candidati = [nucleo('1', via, BICE), nucleo('2', via, ANNA)];
    expect(abbina(utenza('Via Roma 1'), candidati)).toEqual({ stato: 'ABBINATA', idFamiglia: '2', punteggio: 100 });
  });

  it('is a doubt where the holder lives elsewhere, or somebody else lives there', () => {
    expect(abbina(utenza('Via Verdi 8'), [nucleo('1', via, ANNA)])).toMatchObject({ stato: 'DUBBIA', punteggio: 40 });
    expect(abbina(utenza('Via Roma 1'), [nucleo('1', via, BICE)])).toMatchObject({ stato: 'DUBBIA', punteggio: 60 });
  });

  it('has nobody where nothing resembles it', () => {
    expect(abbina(utenza('Via Verdi 8'), [nucleo('1', via, BICE)])).toEqual({
      stato: 'SENZA',
      idFamiglia: null,
      punteggio: 0,
    });
    expect(abbina(utenza('Via Verdi 8'), [])).toMatchObject({ stato: 'SENZA' });
  });

  it('is matched the same in whatever order the candidates come, and never with a score out of 0–100', () => {
    const candidato = fc.record({
      idFamiglia: fc.constantFrom('1', '2', '3'),
      indirizzo: fc.constantFrom(via, 'VIA ROMA 1/A', 'VIA ROMA', 'VIA VERDI 8', null),
      membri: fc.subarray([ANNA, BICE]),
    });
    fc.assert(
      fc.property(fc.uniqueArray(candidato, { selector: (c) => c.idFamiglia }), (candidati) => {
        expect(abbina(utenza(via), candidati)).toEqual(abbina(utenza(via), candidati.toReversed()));
        for (const c of candidati) expect(punteggioDi(utenza(via), c)).toBeLessThanOrEqual(100);
      }),
    );
  });
});

describe('the households worth a look', () => {
  const parola = fc.constantFrom(
    'ROMA',
    'ALDO MORO',
    'A. MORO',
    'ALDO MORO 2',
    '25 APRILE',
    'XXV APRILE',
    'M. GRAPPA',
    'MONTE GRAPPA',
  );
  const porta = fc.constantFrom('', ' 1', ' 2', ' SNC', ' 1/A', ' 1 INT. 3', ' 1/A INT. 3', ' 1 INT. 4');
  const casa = fc.tuple(fc.constantFrom('VIA', 'V.'), parola, porta).map(([specie, via, n]) => `${specie} ${via}${n}`);
  const candidato = fc.record({
    idFamiglia: fc.integer({ min: 1, max: 2000 }).map(String),
    indirizzo: fc.option(casa),
    giaDetto: fc.array(casa, { maxLength: 1 }),
    membri: fc.subarray([ANNA, BICE], { maxLength: 1 }),
  });

  it('are few, and among them the choice is that among all', () => {
    const paese = fc.uniqueArray(candidato, { selector: (c) => c.idFamiglia, maxLength: 30 });
    fc.assert(
      fc.property(paese, fc.array(casa, { minLength: 1, maxLength: 5 }), (candidati, vie) => {
        const indice = indicizza(candidati);
        for (const via of vie) {
          const [poche, tutte] = [abbina(utenza(via), indice.cerca(utenza(via))), abbina(utenza(via), candidati)];
          expect(poche).toEqual({ ...tutte, ...(tutte.stato === 'SENZA' && { punteggio: poche.punteggio }) });
        }
      }),
    );
  });

  it('are at most two where thousands share street and number', () => {
    const candidati = Array.from({ length: 5_000 }, (_, i) => nucleo(String(i), 'LOC. POGGIO SNC, VALFINTA'));
    const trovati = indicizza(candidati).cerca(utenza('loc. Poggio s.n.c.'));
    expect(trovati.map((c) => c.idFamiglia)).toEqual(['0', '1']);
  });
});

it('of two households alike the one with the lower number is shown, however many digits it has', () => {
  const via = 'VIA ROMA 1, VALFINTA';
  expect(abbina(utenza(via), [nucleo('1000', via), nucleo('999', via)])).toMatchObject({ idFamiglia: '999' });
});

describe('two streets', () => {
  it.each([
    ['VIC. M. GRAPPA SNC', 'VICOLO MARIA MONTESSORI SNC', 0],
    ['VIA G. V. 1', 'VIA GIUSEPPE VERDI 1', 0],
    ['V. M. GRAPPA 1', 'VIA MONTE GRAPPA 1', 1],
    ['VIA ALDO MORO 2, 99', 'VIA ALDO MORO 2 99, 00100 VALFINTA', 1],
    ['VIA ALDO MORO 2, 99', 'VIA ALDO MORO 2, 00100 VALFINTA', 0],
    ['VIA XXV APRILE 3', 'VIA 25 APRILE 3', 1],
    ['via venticinque aprile, 3', 'VIA 25 APRILE 3', 1],
    ['VIA I MAGGIO 3', 'VIA 1° MAGGIO 3', 1],
    ['TRAVERSA 2 VIA ROMA 7', 'TRAVERSA 3 VIA ROMA 7', 0],
    ['VIA VITTORIO EMANUELE II 7', 'VIA VITTORIO EMANUELE III 7', 0],
    ['V. V. EMANUELE II 68', 'VIA 2 VIA ROMA 68, 00100 VALFINTA', 0],
    ['STRADA 5, 7', 'STRADA 5, 7', 1],
    ['TRAVERSA 2, 7', 'TRAVERSA 2 VIA ROMA, 7', 0.5],
    ['VIA A 7', 'VIA A 7, VALFINTA', 1],
  ])('«%s» and «%s» are alike as %d', (a, b, quanto) => expect(somiglianza(a, b)).toBe(quanto));
});
