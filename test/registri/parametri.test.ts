/** Parameters of the comune: a value counts from its day until the next one; what is wrong is refused with the whole list. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { creaParametri, NESSUN_PARAMETRO, parametroIl, problemiParametri } from '../../src/registri/parametri.js';

const atto = 'Del. C.C. 12/2024';
const regola = (valore: string, dal: string) => ({ nome: 'tari_regola_componenti', valore, dal, atto });

describe('a parameter of the comune', () => {
  it('counts from its day until the next value, whatever the order in which they are written', () => {
    const parametri = creaParametri([regola('PRIMO_GENNAIO', '2026-01-01'), regola('MESE_SUCCESSIVO', '2024-01-01')]);
    expect(parametroIl(parametri, 'tari_regola_componenti', '2023-12-31')).toBe('GIORNO');
    expect(parametroIl(parametri, 'tari_regola_componenti', '2024-01-01')).toBe('MESE_SUCCESSIVO');
    expect(parametroIl(parametri, 'tari_regola_componenti', '2025-12-31')).toBe('MESE_SUCCESSIVO');
    expect(parametroIl(parametri, 'tari_regola_componenti', '2026-01-01')).toBe('PRIMO_GENNAIO');
  });

  it('that nobody has set has its predefined value, or none', () => {
    expect(parametroIl(NESSUN_PARAMETRO, 'imu_regime', '2026-01-01')).toBe('IMU');
    expect(parametroIl(NESSUN_PARAMETRO, 'tari_anno_emesso', '2026-01-01')).toBeNull();
  });

  it('changed from a day on is what it was on every day before', () => {
    const giorno = fc.date({ min: new Date('2020-01-01'), max: new Date('2029-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(giorno, giorno, (a, b) => {
        const [dal, g] = [a.toISOString().slice(0, 10), b.toISOString().slice(0, 10)];
        const prima = creaParametri([regola('MESE_SUCCESSIVO', '2019-01-01')]);
        const dopo = creaParametri([regola('MESE_SUCCESSIVO', '2019-01-01'), regola('EMISSIONE', dal)]);
        const atteso = g < dal ? parametroIl(prima, 'tari_regola_componenti', g) : 'EMISSIONE';
        expect(parametroIl(dopo, 'tari_regola_componenti', g)).toBe(atteso);
      }),
    );
  });

  it('that is wrong is refused with the list of everything wrong, in Italian', () => {
    const problemi = problemiParametri(
      [
        regola('GIORNO', '2024-01-01'),
        regola('EMISSIONE', '2024-01-01'),
        regola('OGNI_TANTO', '2025-01-01'),
        { nome: 'tari_regola', valore: 'x', dal: '2024-02-30', atto },
        { nome: 'tari_occupanti_non_residenti', valore: '0', dal: '2024-01-01', atto },
      ],
      'enti[0].parametri',
    );
    expect(problemi.map((p) => p.key)).toEqual([
      'enti[0].parametri[1].dal',
      'enti[0].parametri[2].valore',
      'enti[0].parametri[3].nome',
      'enti[0].parametri[3].dal',
      'enti[0].parametri[4].valore',
    ]);
    expect(problemi[0]?.remedy).toContain('un solo valore per giorno');
    expect(problemi[1]?.remedy).toContain('PRIMO_GENNAIO');
    expect(problemi[2]?.remedy).toContain('tari_regola_componenti');
  });
});
