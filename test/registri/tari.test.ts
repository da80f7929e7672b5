/** The TARI effect of a change, as a clerk would work it out with the regulation and a calendar. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { creaParametri, REGOLE_COMPONENTI } from '../../src/registri/parametri.js';
import { effettoDi, effettoTari, recapitoEfficaceDal } from '../../src/registri/tari.js';

const emessa = (anno: number) => (anno === 2026 ? '2026-04-10' : undefined);
const giorno = fc
  .date({ min: new Date('2020-01-01'), max: new Date('2029-12-31'), noInvalidDate: true })
  .map((d) => d.toISOString().slice(0, 10));

describe('a change in the number of occupants counts', () => {
  it.each([
    ['GIORNO', '2026-03-12', '2026-03-12'],
    ['MESE_SUCCESSIVO', '2026-03-12', '2026-04-01'],
    ['MESE_SUCCESSIVO', '2026-03-01', '2026-04-01'],
    ['MESE_SUCCESSIVO', '2026-12-31', '2027-01-01'],
    ['BIMESTRE_SUCCESSIVO', '2026-03-12', '2026-05-01'],
    ['BIMESTRE_SUCCESSIVO', '2026-04-30', '2026-05-01'],
    ['BIMESTRE_SUCCESSIVO', '2026-11-02', '2027-01-01'],
    ['BIMESTRE_SUCCESSIVO', '2026-12-02', '2027-01-01'],
    ['PRIMO_GENNAIO', '2026-01-01', '2026-01-01'],
    ['PRIMO_GENNAIO', '2026-01-02', '2027-01-01'],
    ['PRIMO_GENNAIO', '2026-12-31', '2027-01-01'],
    ['EMISSIONE', '2026-04-10', '2026-01-01'],
    ['EMISSIONE', '2026-04-11', '2027-01-01'],
    ['EMISSIONE', '2027-08-01', '2027-01-01'],
  ] as const)('with the rule %s, one of %s from %s', (regola, decorrenza, effetto) => {
    expect(effettoTari(decorrenza, regola, emessa)).toBe(effetto);
  });

  it('never later for an earlier change, and at most one year away', () => {
    fc.assert(
      fc.property(giorno, giorno, fc.constantFrom(...REGOLE_COMPONENTI), (a, b, regola) => {
        const [primo, secondo] = [a, b].sort() as [string, string];
        const effetti = [effettoTari(primo, regola, emessa), effettoTari(secondo, regola, emessa)] as const;
        expect(effetti[0] <= effetti[1]).toBe(true);
        expect(Math.abs(Number(effetti[0].slice(0, 4)) - Number(primo.slice(0, 4)))).toBeLessThanOrEqual(1);
        if (regola !== 'EMISSIONE') expect(effetti[0] >= primo).toBe(true);
      }),
    );
  });
});

describe('a variazione of the tax office', () => {
  const parametri = creaParametri([
    { nome: 'tari_regola_componenti', valore: 'MESE_SUCCESSIVO', dal: '2020-01-01', atto: 'Reg. 2020' },
    { nome: 'tari_regola_componenti', valore: 'PRIMO_GENNAIO', dal: '2026-01-01', atto: 'Reg. 2026' },
    { nome: 'tari_anno_emesso', valore: '2025', dal: '2025-04-02', atto: 'Lista 2025' },
  ]);
  const occupanti = (decorrenza: string | null) => ({
    ambito: 'TARI',
    tipo: 'OCCUPANTI',
    motivo: null,
    decorrenza,
  });

  it('follows the rule in force on the day it happened, and says that a billed year must be settled', () => {
    expect(effettoDi(occupanti('2025-11-20'), '2026-02-01', parametri)).toEqual({
      effetto_dal: '2025-12-01',
      anno: '2025',
      da_conguagliare: 1,
    });
    expect(effettoDi(occupanti('2026-03-12'), '2026-03-20', parametri)).toEqual({
      effetto_dal: '2027-01-01',
      anno: '2027',
      da_conguagliare: 0,
    });
  });

  it('known before the list was issued needs no settling', () => {
    expect(effettoDi(occupanti('2025-01-20'), '2025-02-01', parametri).da_conguagliare).toBe(0);
    expect(effettoDi(occupanti('2025-01-20'), '2025-04-02', parametri).da_conguagliare).toBe(1);
  });

  it('without a date has no effect date', () => {
    expect(effettoDi(occupanti(null), '2026-03-20', parametri)).toEqual({
      effetto_dal: null,
      anno: null,
      da_conguagliare: 0,
    });
  });

  it.each(['STRADA_RINOMINATA', 'INDIRIZZO_CORRETTO'])(
    'of the same home, %s, changes nothing since any day',
    (motivo) => {
      for (const ambito of ['RECAPITO', 'IMU', 'TARI'])
        expect(
          effettoDi({ ambito, tipo: 'INDIRIZZO', motivo, decorrenza: '2012-04-01' }, '2026-03-20', parametri),
        ).toEqual({
          effetto_dal: null,
          anno: null,
          da_conguagliare: 0,
        });
    },
  );

  it('of an address lets a notice go there thirty days later, one of a condition counts at once', () => {
    const effetto = (ambito: string) =>
      effettoDi({ ambito, tipo: 'X', motivo: null, decorrenza: '2026-01-15' }, '2026-02-01', parametri);
    expect(effetto('RECAPITO').effetto_dal).toBe('2026-02-14');
    expect(effetto('IMU').effetto_dal).toBe('2026-01-15');
    expect(recapitoEfficaceDal('2024-02-15')).toBe('2024-03-16');
    expect(recapitoEfficaceDal(null)).toBeNull();
  });
});
