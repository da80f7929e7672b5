/** The days that the registers count with are days of the calendar, and Rome's: the cases that once were not. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Fatto } from '../../src/anpr/fatto.js';
import { giornoNumero, isGiorno, numeroDelGiorno, PRIMO, ULTIMO } from '../../src/anpr/giorni.js';
import type { PrecisioneData } from '../../src/anpr/soggetto.js';
import { istante } from '../../src/anpr/valori.js';
import { inListaDal, listaPreparatoriaDal, maggiorenneDal } from '../../src/registri/anagrafe.js';
import { unAnnoDopo } from '../../src/registri/compiti.js';
import { giornoNoto, inizio } from '../../src/registri/decorrenza.js';
import { natiPer, semestreDiciottenni } from '../../src/registri/diciottenni.js';
import { REGOLE_COMPONENTI } from '../../src/registri/parametri.js';
import { generaCalendario } from '../../src/registri/revisioni.js';
import { effettoTari, recapitoEfficaceDal } from '../../src/registri/tari.js';

const avviso = (momento: string): Fatto => ({
  tipo: 'AVVISO',
  operazione: '5005',
  idNotificaANPR: '1',
  momento,
  dati: { identificativi: {} },
});

describe('the day that ANPR knew', () => {
  it('giornoNoto and inizio take the day in Italy of an instant, not the UTC one', () => {
    const capodanno = avviso(istante('2027-01-01T00:30:00+01:00')!);
    expect([giornoNoto(capodanno), inizio(capodanno)]).toEqual(['2027-01-01', '2027-01-01']);
    const estate = avviso(istante('2026-08-01T00:30:00')!);
    expect(giornoNoto(estate)).toBe('2026-08-01');
    const { momento: _, ...senza } = capodanno;
    expect(giornoNoto(senza)).toBeUndefined();
  });
});

describe('of age', () => {
  it('a birth known to the month counts from the last day that the month has', () => {
    const nato = (dataNascita: string, precisioneNascita: PrecisioneData) =>
      maggiorenneDal({ dataNascita, precisioneNascita });
    expect(nato('2010-02-01', 'MESE')).toBe('2028-02-28');
    expect(nato('2012-02-01', 'MESE')).toBe('2030-03-01');
    expect(nato('2010-04-01', 'MESE')).toBe('2028-04-30');
    expect(nato('2010-01-01', 'ANNO')).toBe('2028-12-31');
    expect(nato('2012-02-29', 'GIORNO')).toBe('2030-03-01');
  });

  it('a year after 29 February is 1 March', () => {
    expect(unAnnoDopo('2028-02-29')).toBe('2029-03-01');
    expect(unAnnoDopo('2027-02-28')).toBe('2028-02-28');
  });
});

describe('no impossible date', () => {
  const giorno = fc.integer({ min: numeroDelGiorno(PRIMO), max: numeroDelGiorno(ULTIMO) }).map(giornoNumero);
  const precisione = fc.constantFrom<PrecisioneData>('GIORNO', 'MESE', 'ANNO');

  it('comes out of a birth, a change or a year, whatever they are', () => {
    fc.assert(
      fc.property(giorno, precisione, giorno, (g, precisioneNascita, emessa) => {
        const nascita = { dataNascita: g, precisioneNascita };
        const semestre = semestreDiciottenni(g);
        const fatti: (string | null | undefined)[] = [
          maggiorenneDal(nascita),
          inListaDal(nascita) ?? PRIMO,
          listaPreparatoriaDal(g),
          unAnnoDopo(g),
          recapitoEfficaceDal(g),
          semestre.dal,
          semestre.al,
          ...Object.values(natiPer(semestre)),
          ...REGOLE_COMPONENTI.map((r) => effettoTari(g, r, () => emessa)),
          ...generaCalendario(Number(g.slice(0, 4))).flatMap((r) => [r.dal, r.entroIl]),
        ];
        for (const f of fatti) expect(isGiorno(f ?? ''), `${f} from ${g}`).toBe(true);
      }),
    );
  });
});
