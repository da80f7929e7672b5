/** The rounds of a year, what is refused in a calendar, and which round takes a proposal. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ammissibili,
  CAUSE,
  controllaCalendario,
  generaCalendario,
  type Revisione,
  revisionePer,
} from '../../src/registri/revisioni.js';

const confermate = (...anni: number[]): Revisione[] =>
  anni.flatMap(generaCalendario).map((r) => ({ ...r, stato: 'CONFERMATA' }));
const straordinaria = (altro: Partial<Revisione> = {}): Revisione => ({
  codice: 'STR-2026-06',
  tipo: 'STRAORDINARIA',
  tornata: 'I',
  ammette: ['MORTE', 'EMIGRAZIONE'],
  dal: '2026-04-20',
  entroIl: '2026-05-10',
  stato: 'CONFERMATA',
  ...altro,
});

describe('the calendar of a year', () => {
  it('has two dinamiche of two tornate and two semestrali, on the days of the law', () => {
    expect(generaCalendario(2026).map((r) => `${r.codice} ${r.entroIl}`)).toEqual([
      'DIN-2026-01-I 2026-01-10',
      'DIN-2026-01-II 2026-01-31',
      'SEM-2026-04 2026-04-10',
      'DIN-2026-07-I 2026-07-10',
      'DIN-2026-07-II 2026-07-31',
      'SEM-2026-10 2026-10-10',
    ]);
  });

  it('leaves no day of any cause without exactly one ordinary round, year after year', () => {
    const calendario = confermate(2025, 2026, 2027);
    const giorno = fc
      .integer({ min: Date.UTC(2025, 0, 1), max: Date.UTC(2027, 6, 1) })
      .map((ms) => new Date(ms).toISOString().slice(0, 10));
    fc.assert(
      fc.property(giorno, fc.constantFrom(...CAUSE), (g, causa) => {
        const prendono = calendario.filter((r) => r.ammette.includes(causa) && r.dal <= g && r.entroIl >= g);
        expect(prendono).toHaveLength(1);
      }),
    );
    expect(controllaCalendario(calendario)).toEqual([]);
  });

  it('refuses what overlaps and what is malformed, with the whole list', () => {
    const problemi = controllaCalendario([
      ...confermate(2026),
      { ...confermate(2026)[3]!, codice: 'DIN-BIS', dal: '2026-07-01', entroIl: '2026-08-10' },
      straordinaria({ codice: 'minuscolo', dal: '2026-02-30', ammette: [] }),
      straordinaria({ tipo: 'DINAMICA', tornata: null, dal: '2026-06-01' }),
    ]);
    expect(problemi.filter((p) => p.includes('si sovrappongono'))).toEqual([
      'DIN-2026-07-I (fino al 2026-07-10) e DIN-BIS (dal 2026-07-01) si sovrappongono',
    ]);
    expect(problemi).toEqual(
      expect.arrayContaining([
        expect.stringContaining('il codice ammette'),
        'minuscolo: «2026-02-30» non è una data AAAA-MM-GG',
        'minuscolo: non ammette nulla',
        'STR-2026-06: comincia il 2026-06-01, dopo il termine del 2026-05-10',
        'STR-2026-06: una dinamica ha la tornata I o II',
      ]),
    );
    expect(problemi).toHaveLength(6);
  });
});

describe('the round that takes a proposal', () => {
  const cancellazione = (motivo: string) => ({ tipo: 'CANCELLAZIONE', motivo });
  const scelta = (v: { tipo: string; motivo: string | null }, giorno: string, calendario = confermate(2026, 2027)) =>
    revisionePer(v, calendario, giorno)?.codice;

  it.each(['MORTE', 'EMIGRAZIONE', 'CITTADINANZA', 'CAPACITA'])(
    'is the next I tornata for a cancellation by %s',
    (m) => {
      expect(scelta(cancellazione(m), '2026-01-10')).toBe('DIN-2026-01-I');
      expect(scelta(cancellazione(m), '2026-01-11')).toBe('DIN-2026-07-I');
    },
  );

  it('is the semestrale for the untraceable and for who comes of age', () => {
    expect(scelta(cancellazione('IRREPERIBILITA'), '2026-02-01')).toBe('SEM-2026-04');
    expect(scelta({ tipo: 'ISCRIZIONE', motivo: 'ETA' }, '2026-05-01')).toBe('SEM-2026-10');
  });

  it('is the next II tornata for changes and for a right acquired otherwise', () => {
    expect(scelta({ tipo: 'CAMBIO_SEZIONE', motivo: null }, '2026-01-20')).toBe('DIN-2026-01-II');
    expect(scelta({ tipo: 'CAMBIO_GENERALITA', motivo: null }, '2026-02-01')).toBe('DIN-2026-07-II');
    expect(scelta({ tipo: 'ISCRIZIONE', motivo: 'CITTADINANZA' }, '2026-01-20')).toBe('DIN-2026-01-II');
  });

  it('lets who comes from another comune wait for the I tornata in which that comune cancels', () => {
    const arrivo = { tipo: 'ISCRIZIONE', motivo: 'IMMIGRAZIONE' };
    expect(scelta(arrivo, '2026-01-05')).toBe('DIN-2026-01-II');
    expect(scelta(arrivo, '2026-01-15')).toBe('DIN-2026-07-II');
    expect(scelta(arrivo, '2026-07-11')).toBe('DIN-2027-01-II');
  });

  it('lets a new citizen leave the added list first', () => {
    expect(scelta({ tipo: 'ISCRIZIONE', motivo: 'CITTADINANZA_UE' }, '2026-01-15')).toBe('DIN-2026-07-II');
    expect(scelta({ tipo: 'ISCRIZIONE', motivo: 'CITTADINANZA' }, '2026-01-15')).toBe('DIN-2026-01-II');
  });

  it('is the extraordinary one where that comes first', () => {
    const calendario = [...confermate(2026), straordinaria()];
    expect(scelta(cancellazione('MORTE'), '2026-05-01', calendario)).toBe('STR-2026-06');
    expect(scelta(cancellazione('MORTE'), '2026-04-01', calendario)).toBe('DIN-2026-07-I');
    expect(scelta(cancellazione('CAPACITA'), '2026-05-01', calendario)).toBe('DIN-2026-07-I');
  });

  it('takes a death up to the last tornata of an extraordinary one', () => {
    const seconda = { ...straordinaria({ codice: 'STR-II', tornata: 'II', dal: '2026-05-11', entroIl: '2026-06-01' }) };
    const calendario = [...confermate(2026), { ...seconda, ammette: ammissibili('STRAORDINARIA', 'II') }];
    expect(scelta(cancellazione('MORTE'), '2026-05-20', calendario)).toBe('STR-II');
    expect(scelta(cancellazione('EMIGRAZIONE'), '2026-05-20', calendario)).toBe('DIN-2026-07-I');
  });

  it('is none while the office has confirmed none, and never one under way or closed', () => {
    expect(scelta(cancellazione('MORTE'), '2026-01-05', generaCalendario(2026))).toBeUndefined();
    const chiusa = confermate(2026).map((r, i): Revisione => (i === 0 ? { ...r, stato: 'CHIUSA' } : r));
    expect(scelta(cancellazione('MORTE'), '2026-01-05', chiusa)).toBeUndefined();
  });
});
