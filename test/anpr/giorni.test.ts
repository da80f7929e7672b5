/** Civil dates: nothing that comes out of `anpr/giorni.ts` and `anpr/ora-italiana.ts` is a day that the calendar has not. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  giorniDelMese,
  giornoDa,
  giornoDellaSettimana,
  giornoDi,
  giornoNumero,
  giornoScritto,
  isGiorno,
  numeroDelGiorno,
  PRIMO,
  piuAnni,
  piuGiorni,
  primoDellAnno,
  primoDelMese,
  ULTIMO,
  ultimoDellAnno,
  ultimoDelMese,
} from '../../src/anpr/giorni.js';
import {
  dataEOra,
  fineDelGiorno,
  giornoInItalia,
  inizioDelGiorno,
  istanteItaliano,
  momentoInItalia,
} from '../../src/anpr/ora-italiana.js';
import { dataCalendario, istante } from '../../src/anpr/valori.js';

/** Any day that can be written; the ends and the 29ths of February more often than chance would. */
const giorno = fc.oneof(
  fc.integer({ min: numeroDelGiorno(PRIMO), max: numeroDelGiorno(ULTIMO) }).map(giornoNumero),
  fc.integer({ min: 1, max: 2499 }).map((n) => (giorniDelMese(4 * n, 2) === 29 ? giornoDi(4 * n, 2, 29) : ULTIMO)),
  fc.constantFrom(PRIMO, ULTIMO),
);
const quanti = fc.integer({ min: -4_000_000, max: 4_000_000 });
const anni = fc.integer({ min: -12_000, max: 12_000 });

/** The calendar of the language itself, which is not what the module is made of. */
function esiste(testo: string): boolean {
  const [anno = 0, mese = 0, g = 0] = testo.split('-').map(Number);
  const data = new Date(Date.UTC(2000, mese - 1, g));
  data.setUTCFullYear(anno, mese - 1, g);
  return data.getUTCFullYear() === anno && data.getUTCMonth() === mese - 1 && data.getUTCDate() === g && anno > 0;
}

describe('no impossible date can be made', () => {
  it('by counting days, months and years from any day', () => {
    fc.assert(
      fc.property(giorno, quanti, anni, (g, n, a) => {
        const fatti = [piuGiorni(g, n), giornoNumero(n), piuAnni(g, a), primoDelMese(g, n), ultimoDelMese(g)];
        for (const f of [...fatti, primoDellAnno(g), ultimoDellAnno(g)]) {
          expect(f).toMatch(/^\d{4}-\d{2}-\d{2}$/);
          expect(esiste(f)).toBe(true);
        }
      }),
    );
  });

  it('out of any text: it is a day of the calendar, or nothing', () => {
    const numeri = fc.tuple(fc.nat(10_500), fc.nat(14), fc.nat(33));
    fc.assert(
      fc.property(numeri, fc.constantFrom('', 'Z', '+01:00', 'T00:00:00', ' 00:00'), ([a, m, g], coda) => {
        const testo = `${String(a).padStart(4, '0')}-${String(m).padStart(2, '0')}-${String(g).padStart(2, '0')}`;
        const vero = testo.length === 10 && esiste(testo);
        expect(isGiorno(testo)).toBe(vero);
        expect(giornoDa(testo)).toBe(vero ? testo : undefined);
        expect(dataCalendario(`${testo}${coda}`)).toBe(vero ? testo : undefined);
        expect(giornoScritto(testo)).toBe(vero ? testo : undefined);
        expect(giornoScritto(`${g}/${m}/${a}`)).toBe(vero && a > 999 ? testo : undefined);
        if (!vero) expect(istante(`${testo}T10:00:00Z`)).toBeUndefined();
        if (!vero) expect(istanteItaliano(`${testo}T10:00:00`)).toBeUndefined();
      }),
    );
    fc.assert(fc.property(fc.string(), (t) => (giornoScritto(t) ?? giornoDa(t) ?? PRIMO).length === 10));
  });

  it('and what is none is refused, not counted with', () => {
    for (const t of [
      '',
      '2027-02-29',
      '2027-02-31',
      '0000-00-00',
      '2027-13-01',
      '2027-1-1',
      ' 2027-01-01',
      '12027-01-01',
    ]) {
      expect(() => piuGiorni(t, 1)).toThrow(RangeError);
      expect(() => piuAnni(t, 1)).toThrow(RangeError);
      expect(() => inizioDelGiorno(t)).toThrow(RangeError);
    }
    expect(() => giornoDi(2027, 2, 29)).toThrow(RangeError);
  });

  it('a day of the year 0, in a fact of an earlier release, is none and stops nobody', () => {
    expect([isGiorno('0000-05-05'), piuAnni('0000-05-05', 18), piuGiorni('0000-05-05', 1)]).toEqual([
      false,
      '0018-05-05',
      PRIMO,
    ]);
    for (const f of [primoDelMese, ultimoDelMese, primoDellAnno, ultimoDellAnno]) expect(f('0000-05-05')).toBe(PRIMO);
  });
});

describe('days are counted one after the other', () => {
  it('there and back, in order, a week at a time', () => {
    fc.assert(
      fc.property(giorno, fc.integer({ min: 1, max: 5_000 }), (g, n) => {
        const dopo = piuGiorni(g, n);
        if (dopo !== ULTIMO) expect(piuGiorni(dopo, -n)).toBe(g);
        expect(dopo > g || g === ULTIMO).toBe(true);
        if (piuGiorni(g, 7) !== ULTIMO) expect(giornoDellaSettimana(piuGiorni(g, 7))).toBe(giornoDellaSettimana(g));
        expect(piuGiorni(ultimoDelMese(g), 1) === primoDelMese(g, 1) || ultimoDelMese(g) === ULTIMO).toBe(true);
      }),
    );
    expect(giornoDellaSettimana('2026-11-29')).toBe(0);
  });

  it('a year after 29 February is 1 March, where there is no other 29', () => {
    expect(piuAnni('2028-02-29', 1)).toBe('2029-03-01');
    expect(piuAnni('2028-02-29', -1)).toBe('2027-03-01');
    expect(piuAnni('2028-02-29', 4)).toBe('2032-02-29');
    expect(piuAnni('2027-02-28', 1)).toBe('2028-02-28');
    expect(piuAnni('9990-05-01', 18)).toBe(ULTIMO);
  });

  it('a date with a time, of a spreadsheet or of a program, is its day', () => {
    const scritti = [
      '2015-06-01 00:00:00',
      '2015-06-01T00:00:00.000Z',
      '01/06/2015 00:00',
      '1/6/2015',
      '1/6/2015 0.00.00',
    ];
    for (const t of [...scritti, '2015-06-01', ' 01/06/2015 ', '2015-6-1']) expect(giornoScritto(t)).toBe('2015-06-01');
    for (const t of [
      '6/2015',
      '31/02/2015',
      '1/6/15',
      '01-06-2015',
      '2015-06-01 ore 10',
      '00/00/0000',
      `1/6/2015${' '.repeat(99_999)}x`,
    ])
      expect(giornoScritto(t)).toBeUndefined();
  });
});

describe('civil time is Rome’s, whatever the zone of the machine', () => {
  it('an instant counts on the day that Rome’s calendar shows', () => {
    expect(giornoInItalia('2027-01-01T00:30:00+01:00')).toBe('2027-01-01');
    expect(giornoInItalia('2026-12-31T22:59:59Z')).toBe('2026-12-31');
    expect(giornoInItalia('2026-07-31T22:00:00Z')).toBe('2026-08-01');
    expect(giornoInItalia(new Date('9999-12-31T23:30:00Z'))).toBe(ULTIMO);
    expect(momentoInItalia('2027-03-28T01:30:00Z')).toEqual({ giorno: '2027-03-28', ore: 3.5 });
    expect(dataEOra('2026-12-31T23:30:00Z')).toBe('01/01/27, 00:30:00');
  });

  it('a day begins at its midnight and ends at the next, 23 or 25 hours later on the two nights', () => {
    const ore = (g: string): number => (Date.parse(fineDelGiorno(g)) - Date.parse(inizioDelGiorno(g))) / 3_600_000;
    expect([inizioDelGiorno('2027-03-28'), fineDelGiorno('2027-03-28')]).toEqual([
      '2027-03-27T23:00:00.000Z',
      '2027-03-28T22:00:00.000Z',
    ]);
    expect([ore('2027-03-28'), ore('2026-10-25'), ore('2026-11-30')]).toEqual([23, 25, 24]);
    const numeri = fc.integer({ min: numeroDelGiorno('1980-01-01'), max: numeroDelGiorno('2150-12-31') });
    fc.assert(
      fc.property(numeri.map(giornoNumero), fc.integer({ min: 0, max: 82_799_999 }), (g, ms) => {
        expect(giornoInItalia(new Date(Date.parse(inizioDelGiorno(g)) + ms))).toBe(g);
        expect(giornoInItalia(new Date(Date.parse(inizioDelGiorno(g)) - 1))).toBe(piuGiorni(g, -1));
        expect(inizioDelGiorno(piuGiorni(g, 1))).toBe(fineDelGiorno(g));
      }),
    );
  });

  it('02:30 of the spring night is an hour after 01:30, of the autumn night the first of the two', () => {
    expect(istanteItaliano('2027-03-28T01:30:00')).toBe('2027-03-28T00:30:00.000Z');
    expect(istanteItaliano('2027-03-28T02:30:00')).toBe('2027-03-28T01:30:00.000Z');
    expect(istanteItaliano('2027-03-28T03:30:00')).toBe('2027-03-28T01:30:00.000Z');
    expect(istanteItaliano('2026-10-25T02:30:00')).toBe('2026-10-25T00:30:00.000Z');
    expect(istanteItaliano('2026-07-01T24:00:00')).toBe('2026-07-01T22:00:00.000Z');
    expect(istanteItaliano('2026-07-01T25:00:00')).toBeUndefined();
  });

  it('what Rome’s clocks show at an instant is that instant again, but in the hour that they show twice', () => {
    const istanti = fc.date({ min: new Date('1980-01-01'), max: new Date('2150-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(istanti, (d) => {
        const quando = new Date(Math.floor(d.getTime() / 60_000) * 60_000);
        const { giorno: g, ore } = momentoInItalia(quando);
        const minuti = Math.round(ore * 60);
        const due = (n: number): string => String(n).padStart(2, '0');
        const letto = Date.parse(istanteItaliano(`${g}T${due(Math.floor(minuti / 60))}:${due(minuti % 60)}:00`)!);
        expect([0, 3_600_000]).toContain(quando.getTime() - letto);
      }),
    );
  });
});
