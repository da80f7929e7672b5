import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  calcolaCodiceFiscale,
  carattereControllo,
  cifraControllo,
  conOmocodia,
  isCodiceFiscale,
  leggiCodiceFiscale,
  senzaOmocodia,
} from '../../src/anpr/codice-fiscale.js';

const persona = {
  cognome: 'Rossi',
  nome: 'Mario',
  sesso: 'M',
  dataNascita: '1980-01-01',
  codiceLuogo: 'H501',
} as const;
const dati = fc.record({
  cognome: fc.stringMatching(/^[A-Z' ]{1,20}$/),
  nome: fc.stringMatching(/^[A-ZÀÈÌ ]{1,20}$/),
  sesso: fc.constantFrom('M' as const, 'F' as const),
  dataNascita: fc
    .date({ min: new Date('1910-01-01'), max: new Date('2026-12-31'), noInvalidDate: true })
    .map((d) => d.toISOString().slice(0, 10)),
  codiceLuogo: fc.stringMatching(/^[A-Z][0-9]{3}$/),
});

describe('codice fiscale', () => {
  it('is the one of the published examples', () => {
    expect(calcolaCodiceFiscale(persona)).toBe('RSSMRA80A01H501U');
    expect(carattereControllo('RSSMRA85T10A562')).toBe('S');
  });

  it('takes first, third and fourth consonant of a long name', () => {
    expect(calcolaCodiceFiscale({ ...persona, nome: 'Gianfranco' }).slice(3, 6)).toBe('GFR');
  });

  it('fills a short surname with vowels and X', () => {
    expect(calcolaCodiceFiscale({ ...persona, cognome: 'Fo' }).slice(0, 3)).toBe('FOX');
  });

  it('is valid for anybody, with any number of omocodia letters, and reads back', () => {
    fc.assert(
      fc.property(dati, fc.integer({ min: 0, max: 7 }), (d, quante) => {
        const codice = conOmocodia(calcolaCodiceFiscale(d), quante);
        expect(isCodiceFiscale(codice)).toBe(true);
        expect(senzaOmocodia(codice)).toBe(calcolaCodiceFiscale(d));
        const letto = leggiCodiceFiscale(codice);
        expect(letto).toEqual({
          anno: d.dataNascita.slice(2, 4),
          mese: d.dataNascita.slice(5, 7),
          giorno: d.dataNascita.slice(8, 10),
          sesso: d.sesso,
          codiceLuogo: d.codiceLuogo,
        });
      }),
    );
  });

  it('is refused when any one character of the first fifteen becomes another', () => {
    expect(isCodiceFiscale('RSSMRA80A01H501X')).toBe(false);
    expect(isCodiceFiscale('RSSMRB80A01H501U')).toBe(false);
    expect(isCodiceFiscale('rssmra80a01h501u')).toBe(false);
  });

  it('of eleven digits is checked like a VAT number', () => {
    expect(cifraControllo('0000000000')).toBe('0');
    expect(isCodiceFiscale('12345678903')).toBe(true);
    expect(isCodiceFiscale('12345678904')).toBe(false);
    expect(isCodiceFiscale('123456789')).toBe(false);
  });
});
