/** The archive of the comuni: reading the file of the Ministry, and asking who was there when. Invented comuni. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { giornoNumero, numeroDelGiorno } from '../../src/anpr/giorni.js';
import { COLONNE_COMUNI, leggiComuniCsv } from '../../src/registri/comuni-csv.js';
import { type ComuneStorico, creaArchivio } from '../../src/registri/comuni-storici.js';
import { decodificaCsv } from '../../src/registri/csv.js';

/** Header and records as the Ministry writes them. */
const TESTA =
  '"ID","DATAISTITUZIONE","DATACESSAZIONE","CODISTAT","CODCATASTALE","DENOMINAZIONE_IT","DENOMTRASLITTERATA","ALTRADENOMINAZIONE","IDPROVINCIA","STATO","SIGLAPROVINCIA","FONTE","DATAULTIMOAGG","COD_DENOM"';
const riga = (dal: string, al: string, istat: string, belfiore: string, nome = 'BORGO PROVA', agg = '2016-06-17') =>
  `"7","${dal}","${al}","${istat}","${belfiore}","${nome}","${nome}",,"28","C","XA",,"${agg}",`;
const leggi = (...righe: string[]) => leggiComuniCsv([TESTA, ...righe, ''].join('\n'));

describe('the file of the Ministry', () => {
  it('is read by the names of its columns; a period ends on the day after its last', () => {
    const { comuni, aggiornatoAl, problemi } = leggi(
      riga('1866-11-19', '1924-11-13', '901001', 'X901'),
      riga('1924-11-14', '9999-12-31', '901001', 'ND', 'BORGO "NUOVO", SOTTO'.replaceAll('"', '""'), '2023-05-16'),
    );
    expect(problemi).toEqual([]);
    expect(aggiornatoAl).toBe('2023-05-16');
    const base = { codiceIstat: '901001', siglaProvincia: 'XA' };
    expect(comuni).toEqual([
      { ...base, codiceCatastale: 'X901', dal: '1866-11-19', al: '1924-11-14', denominazione: 'BORGO PROVA' },
      { ...base, codiceCatastale: null, dal: '1924-11-14', al: null, denominazione: 'BORGO "NUOVO", SOTTO' },
    ]);
  });

  it('may be saved again by a spreadsheet: semicolons, Italian dates, BOM, windows-1252', () => {
    const testo = [COLONNE_COMUNI.join(';'), '19/11/1866;31/12/9999 00:00:00;901001;X901;FORTÈ D’ORO;'].join('\r\n');
    const atteso = [{ dal: '1866-11-19', al: null, denominazione: 'FORTÈ D’ORO', siglaProvincia: null }];
    const antico = Buffer.from(testo.replace('’', '\u0092'), 'latin1');
    for (const byte of [Buffer.from(testo), Buffer.from(`\uFEFF${testo}`), antico])
      expect(leggiComuniCsv(decodificaCsv(byte)).comuni).toMatchObject(atteso);
  });

  it('says which line and which column is wrong, and what was expected', () => {
    const { problemi } = leggi(
      riga('1866-02-30', '1924-11-13', '901001', 'X901'),
      riga('1866-11-19', 'mai', '901001', 'X901'),
      riga('1866-11-19', '1924-11-13', '91001', 'X9'),
      '"1","2"',
      `"1${riga('1866-11-19', '1924-11-13', '901001', 'X901')}`,
    );
    expect(problemi).toEqual([
      'riga 2, DATAISTITUZIONE: serve una data AAAA-MM-GG o GG/MM/AAAA',
      expect.stringContaining('riga 3, DATACESSAZIONE: serve una data'),
      'riga 4, CODISTAT: serve un codice ISTAT di sei cifre',
      expect.stringContaining('riga 4, CODCATASTALE: serve un codice catastale'),
      'riga 5: 2 campi, attesi 14',
      expect.stringContaining('riga 6: una virgoletta'),
    ]);
    expect(leggiComuniCsv('codice;nome\n1;2').problemi).toHaveLength(COLONNE_COMUNI.length);
    expect(leggiComuniCsv('').problemi[0]).toBe('riga 1, DATAISTITUZIONE: serve una colonna con questo nome, una sola');
  });

  it('leaves out what ends before it begins, and counts it', () => {
    const { comuni, senzaGiorni } = leggi(riga('1924-11-14', '1924-11-12', '901001', 'X901'));
    expect([comuni.length, senzaGiorni]).toEqual([0, 1]);
  });
});

const comune = (
  codiceIstat: string,
  codiceCatastale: string | null,
  dal: string,
  al: string | null,
): ComuneStorico => ({
  codiceIstat,
  codiceCatastale,
  dal,
  al,
  denominazione: 'PROVA',
  siglaProvincia: null,
});
const il = (giorno: string) => ({ dal: giorno, fino: giorno });

describe('the archive', () => {
  it('accepts every code of a comune while it was there, whatever its province was called', () => {
    const archivio = creaArchivio([
      comune('902001', 'X902', '1861-03-17', '1992-04-16'),
      comune('903001', 'X902', '1992-04-16', '2017-01-01'),
    ]);
    for (const codice of ['902001', '903001']) {
      expect([codice, archivio.esisteva(codice, il('1980-01-01'))]).toEqual([codice, true]);
      expect([codice, archivio.esisteva(codice, il('2016-12-31'))]).toEqual([codice, true]);
      expect([codice, archivio.esisteva(codice, il('2017-01-01'))]).toEqual([codice, false]);
      expect(archivio.finito(codice)).toBe('2017-01-01');
    }
    expect(archivio.conosce('904001')).toBe(false);
    expect(archivio.belfioriDi('903001')).toEqual(new Set(['X902']));
  });

  const giorno = fc
    .integer({ min: numeroDelGiorno('1861-03-17'), max: numeroDelGiorno('2030-12-31') })
    .map(giornoNumero);
  const periodo = fc
    .record({
      codiceIstat: fc.constantFrom('001001', '001002', '901001', '999999', '000001'),
      codiceCatastale: fc.constantFrom('A001', 'M999', 'X100', null),
      dal: giorno,
      fine: fc.option(giorno),
    })
    .filter(({ dal, fine }) => fine === null || fine > dal)
    .map(({ codiceIstat, codiceCatastale, dal, fine }) => comune(codiceIstat, codiceCatastale, dal, fine));

  it('answers as a search through every period would', () => {
    fc.assert(
      fc.property(fc.array(periodo, { maxLength: 30 }), giorno, giorno, (periodi, a, b) => {
        const archivio = creaArchivio(periodi);
        const giorni = a < b ? { dal: a, fino: b } : { dal: b, fino: a };
        for (const codice of ['001001', '001002', '901001', '999999', '000001', 'XXXXXX']) {
          const suoi = periodi.filter((p) => p.codiceIstat === codice);
          const belfiori = new Set(suoi.flatMap((p) => p.codiceCatastale ?? []));
          const tutti = periodi.filter((p) => suoi.includes(p) || belfiori.has(p.codiceCatastale ?? ''));
          expect(archivio.conosce(codice)).toBe(suoi.length > 0);
          expect(archivio.belfioriDi(codice)).toEqual(belfiori);
          expect(archivio.esisteva(codice, giorni)).toBe(
            tutti.some((p) => p.dal <= giorni.fino && (p.al === null || giorni.dal < p.al)),
          );
        }
      }),
    );
  });
});
