/** The table of the foreign states: its shape, and what it agrees with. */
import { describe, expect, it } from 'vitest';
import { belfioreDelloStato, belfioreDiOggi, statoAmmesso } from '../../src/anpr/stati-esteri.js';
import { STATI } from '../../src/simulatore/luoghi.js';

const CODICI = Array.from({ length: 1000 }, (_, i) => String(i).padStart(3, '0'));
const noti = CODICI.filter((c) => statoAmmesso(c, 'RESIDENZA') !== undefined);

describe('the foreign states', () => {
  it('are 238, of which 37 are territories where one only resides', () => {
    expect(noti).toHaveLength(238);
    const soloResidenza = noti.filter(
      (c) => statoAmmesso(c, 'RESIDENZA') && !statoAmmesso(c, 'NASCITA') && c !== '100',
    );
    expect(soloResidenza).toHaveLength(37);
  });

  it('have Belfiore codes of one form, each of one state', () => {
    const codici = noti.flatMap((c) => belfioreDelloStato(c) ?? []);
    expect(new Set(codici).size).toBe(codici.length);
    for (const b of codici) {
      expect(b).toMatch(/^Z\d{3}$/);
      expect(belfioreDiOggi(b)).toBe(true);
    }
  });

  it('know the special codes: Italy, stateless, being defined, not attributable, nothing said', () => {
    const usi = (c: string) => [statoAmmesso(c, 'CITTADINANZA'), statoAmmesso(c, 'NASCITA')];
    expect(usi('100')).toEqual([true, false]);
    expect(usi('999')).toEqual([true, false]);
    expect(usi('997')).toEqual([true, false]);
    expect(usi('998')).toEqual([true, true]);
    expect(usi('888')).toEqual([true, true]);
    expect(usi('224')).toEqual([undefined, undefined]);
  });

  it('agree with the states that the fictitious ANPR writes', () => {
    for (const s of STATI) expect([s.istat, belfioreDelloStato(s.istat)]).toEqual([s.istat, s.belfiore]);
  });
});
