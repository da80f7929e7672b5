/** CSV of the world: what spreadsheets, DOS programs and old Macs write around the same table. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { senzaZeri } from '../../src/anpr/valori.js';
import { COLONNE_COMUNI, leggiComuniCsv } from '../../src/registri/comuni-csv.js';
import { decodificaCsv, recordDi } from '../../src/registri/csv.js';
import { leggiStradarioCsv, sezioneDa } from '../../src/registri/stradario.js';
import { leggiSezioniCsv } from '../../src/registri/stradario-sezioni.js';
import { leggiUtenze } from '../../src/registri/utenze-csv.js';
import { leggiRighe } from '../../src/work/carica-righe.js';

/** The same lines as the programs of the world would write them. */
const MODI: readonly (readonly [string, (righe: readonly string[]) => string])[] = [
  ['a line sep=;', (r) => ['sep=;', ...r, ''].join('\r\n')],
  ['a quoted line "sep=;" after a BOM', (r) => `\uFEFF${['"sep=;"', ...r].join('\n')}`],
  ['CR alone as line end', (r) => r.join('\r')],
  ['CR alone, the last one too', (r) => `${r.join('\r')}\r`],
  ['a final Ctrl-Z', (r) => `${r.join('\r\n')}\r\n\u001A`],
  ['Ctrl-Z behind the last line, and after sep=', (r) => `SEP=;\r\n${r.join('\r\n')}\u001A\u001A`],
  ['blank lines before the heading', (r) => `\r\n  \r\n${r.join('\r\n')}\r\n`],
];

const CF = 'RSSMRA80A01H501U';
const TARI = ['codice;codice_fiscale;indirizzo;categoria', `U1;${CF};VIA ROMA 1;D`, `U2;${CF};"VIA PO; 2";D`];
const COMUNI = [COLONNE_COMUNI.join(';'), '1/6/1861 0.00.00;31/12/9999;901001;X901;PIETRA ALTA;XA'];
const STRADE = ['specie;via;lato;dal;al;sezione', 'VIA;ROMA;TUTTI;1;;001'];
const SEZIONI = [
  'sezione;denominazione;cap;specie;via;collegio_camera;collegio_senato;circoscrizione_regionali',
  '1;SCUOLA;00100;VIA;ROMA;1;1;1',
];

const righeDi = async (testo: string, lunghi: number) => {
  const byte = Buffer.from(testo);
  async function* pezzi() {
    for (let i = 0; i < byte.length; i += lunghi) yield byte.subarray(i, i + lunghi);
  }
  const lette = [];
  for await (const r of leggiRighe(pezzi(), 'utf-8')) lette.push('campi' in r ? r.campi : r.errore);
  return lette;
};

describe.each(MODI)('a file with %s is taken whole', (_, scrivi) => {
  it('by tari importa', () => {
    const { utenze, errori } = leggiUtenze(scrivi(TARI));
    expect([utenze.map((u) => u.indirizzo), errori]).toEqual([['VIA ROMA 1', 'VIA PO; 2'], []]);
  });

  it('by comuni importa', () => {
    const { comuni, problemi } = leggiComuniCsv(scrivi(COMUNI));
    expect([comuni.map((c) => [c.dal, c.al]), problemi]).toEqual([[['1861-06-01', null]], []]);
  });

  it('by stradario and sezioni importa', () => {
    const { tratti, problemi } = leggiStradarioCsv(scrivi(STRADE), ['1']);
    expect([sezioneDa('VIA ROMA 3', tratti), problemi]).toEqual(['1', []]);
    const lette = leggiSezioniCsv(scrivi(SEZIONI));
    expect([lette.sezioni.length, lette.problemi]).toEqual([1, []]);
  });

  it('by carica, however the file comes in pieces', async () => {
    for (const lunghi of [1, 2, 7, 4096])
      expect(await righeDi(scrivi(TARI), lunghi)).toEqual([
        ['codice', 'codice_fiscale', 'indirizzo', 'categoria'],
        ['U1', CF, 'VIA ROMA 1', 'D'],
        ['U2', CF, 'VIA PO; 2', 'D'],
      ]);
  });
});

describe('lines keep their numbers', () => {
  it('whatever stands before the heading and however they end', () => {
    const righe = ['sep=,', 'a,b', '1,2', '', '"x', 'y",3', '4'];
    for (const fine of ['\n', '\r\n', '\r', '\r\r\n'])
      expect([...recordDi(righe.join(fine))].map((r) => [r.riga, r.celle.length])).toEqual([
        [2, 2],
        [3, 2],
        [4, 1],
        [5, 2],
        [7, 1],
      ]);
    expect(leggiUtenze(['sep=;', ...TARI, ';;;D'].join('\r')).errori.map((e) => e.riga)).toEqual([5, 5, 5]);
    expect(leggiUtenze('sep=;\rcodice;indirizzo').errori.map((e) => e.riga)).toEqual([2, 2]);
  });

  it('and no text of the world stops the reader or loses a cell', () => {
    const cella = fc.string({ unit: fc.constantFrom('a', '"', ';', ',', '\r', '\n', ' ', '\u001A') });
    fc.assert(
      fc.property(fc.array(fc.array(cella, { minLength: 2, maxLength: 2 }), { minLength: 1 }), (tavola) => {
        const citata = tavola.map((r) => r.map((c) => `"${c.replaceAll('"', '""')}"`).join(';')).join('\r\n');
        expect([...recordDi(`sep=;\r\n${citata}`)].map((r) => r.celle)).toEqual(tavola);
        expect([...recordDi(tavola.flat().join(';'))].every((r) => r.riga >= 1)).toBe(true);
      }),
    );
  });

  it('UTF-16 with its BOM is read where the whole file is', () => {
    const le = Buffer.from(`\uFEFF${TARI.join('\r\n')}`, 'utf16le');
    for (const byte of [le, Buffer.from(le).swap16()]) expect(leggiUtenze(decodificaCsv(byte)).utenze).toHaveLength(2);
  });
});

describe('ids that differ only in leading zeros are one', () => {
  it('of a card, a user, a section; what is not a number stays as it is', () => {
    expect(['0088000101', '0', '000', '', '00A1', '10'].map(senzaZeri)).toEqual([
      '88000101',
      '0',
      '0',
      '',
      '00A1',
      '10',
    ]);
    const { utenze, errori } = leggiUtenze(`${TARI[0]}\n0012;${CF};VIA ROMA 1;D\n12;${CF};VIA ROMA 2;D`);
    expect([utenze.map((u) => u.codice), errori.map((e) => [e.riga, e.campo])]).toEqual([['0012'], [[3, 'codice']]]);
    expect(leggiSezioniCsv([...SEZIONI, '001;ALTRA;00100;VIA;PO;1;1;1'].join('\n')).problemi).toHaveLength(1);
    expect(leggiStradarioCsv(STRADE.join('\n'), ['2']).problemi).toHaveLength(1);
  });
});

it('a quote that nobody closes takes no line but its own, on every one of many lines', () => {
  const righe = Array.from({ length: 20_000 }, (_, i) => `"${i};x`);
  const record = [...recordDi(`a;b\n${righe.join('\n')}\n`)];
  expect(record.length).toBe(20_001);
  expect(record.slice(1).every((r, i) => r.aperto && r.riga === i + 2)).toBe(true);
});
