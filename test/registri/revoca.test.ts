/** A revocation (5013) does not say what was revoked: ANPR's own card tells, and nothing that could not say it. */
import { describe, expect, it } from 'vitest';
import type { Fatto } from '../../src/anpr/fatto.js';
import type { DatiSoggetto } from '../../src/anpr/soggetto.js';
import { schedaDaLeggere } from '../../src/registri/confronto.js';
import { piega } from '../../src/registri/evolve.js';
import { CONTESTO } from '../arbitraries.js';

type Dati = Omit<DatiSoggetto, 'identificativi'>;
const fatto = (n: number, altro: Partial<Omit<Fatto, 'dati'>> & { readonly dati?: Dati }): Fatto => ({
  tipo: 'MUTAZIONE',
  operazione: '5008',
  idOperazioneANPR: String(n),
  idNotificaANPR: String(n),
  momento: `2026-01-0${n}T08:00:00.000Z`,
  decorrenza: `2026-01-0${n}`,
  ...altro,
  dati: { identificativi: { idSchedaSoggettoANPR: '101' }, ...altro.dati },
});
const revoca = fatto(3, { operazione: '5013' });
const scheda = (n: number, dati: Dati = {}): Fatto => fatto(n, { tipo: 'SCHEDA', operazione: '3002', dati });
const { idOperazioneANPR: _, ...senzaNumero } = scheda(4);
const delComune: Fatto = { ...senzaNumero, idNotificaANPR: 'CSV-0123abc' };

const REVOCABILI: readonly [string, Dati, (fatti: readonly Fatto[]) => unknown][] = [
  ['digital domicile', { domicilioDigitale: 'a@pec.example.it' }, (f) => piega(f, CONTESTO).domicilioDigitale?.length],
  ['residence permit', { permessoSoggiorno: { tipoSoggiorno: '1' } }, (f) => piega(f, CONTESTO).permessoSoggiorno],
  ['separation', { separazione: '2026-01-02' }, (f) => piega(f, CONTESTO).separazione?.dal],
];

describe.each(REVOCABILI)('a revocation of who has a %s', (_, dati, tenuto) => {
  const prima = [fatto(2, { dati }), revoca];
  const noto = tenuto([fatto(2, { dati })]);

  it('leaves it, and asks for the card', () => {
    expect(tenuto(prima)).toEqual(noto);
    expect(schedaDaLeggere(prima)).toBe(revoca);
  });

  it('takes it away when the card has none', () => {
    expect([undefined, 0]).toContain(tenuto([...prima, scheda(4)]));
    expect(schedaDaLeggere([...prima, scheda(4)])).toBeUndefined();
  });

  it('leaves it when the card still has it', () => {
    expect(tenuto([...prima, scheda(4, dati), scheda(5)])).toEqual(noto);
  });

  it('is not told by a file of the comune, which cannot say everything', () => {
    expect(tenuto([...prima, delComune])).toEqual(noto);
    expect(schedaDaLeggere([...prima, delComune])).toBe(revoca);
    expect([undefined, 0]).toContain(tenuto([...prima, delComune, scheda(5)]));
  });
});

it('a revocation of who has nothing of that asks for no card', () => {
  expect(schedaDaLeggere([fatto(2, {}), revoca])).toBeUndefined();
});
