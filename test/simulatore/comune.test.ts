import { describe, expect, it } from 'vitest';
import { isCodiceFiscale, leggiCodiceFiscale } from '../../src/anpr/codice-fiscale.js';
import { etaAl } from '../../src/simulatore/calendario.js';
import { creaComune } from '../../src/simulatore/index.js';
import type { Persona } from '../../src/simulatore/persona.js';
import { membriDi } from '../../src/simulatore/registro.js';
import { OPZIONI } from './paese.js';

const comune = creaComune(OPZIONI);
const persone = [...comune.registro.persone.values()];
const famiglie = [...comune.registro.famiglie.values()];
const residenti = persone.filter((p) => p.posizione.stato === 'APR');

describe('a synthetic comune', () => {
  it('has the residents asked for, and AIRE people beside them', () => {
    expect(residenti.length).toBeGreaterThanOrEqual(5000);
    expect(residenti.length).toBeLessThan(5010);
    expect(persone.length - residenti.length).toBeGreaterThan(250);
  });

  it('gives everybody a valid codice fiscale that nobody else has', () => {
    expect(persone.filter((p) => !isCodiceFiscale(p.codiceFiscale)).map((p) => p.idScheda)).toEqual([]);
    expect(new Set(persone.map((p) => p.codiceFiscale)).size).toBe(persone.length);
  });

  it('writes birth and sex into the codice fiscale', () => {
    const storta = (p: Persona): boolean => {
      const letto = leggiCodiceFiscale(p.codiceFiscale);
      if (letto === undefined) return false;
      return `${letto.anno}-${letto.mese}-${letto.giorno}` !== p.dataNascita.slice(2) || letto.sesso !== p.sesso;
    };
    expect(persone.filter(storta).map((p) => p.idScheda)).toEqual([]);
  });

  it('has some provisional numeric codes and some homonyms told apart by omocodia', () => {
    expect(persone.some((p) => p.codiceFiscale.length === 11)).toBe(true);
    const grande = [...creaComune({ ...OPZIONI, abitanti: 20_000 }).registro.persone.values()];
    expect(grande.some((p) => /^[A-Z]{6}\d\d[A-Z]\d\d[A-Z]\d\d[L-V][A-Z]$/.test(p.codiceFiscale))).toBe(true);
  });

  it('gives every person a card, an idANPR and a family of their own kind', () => {
    expect(new Set(persone.map((p) => p.idANPR)).size).toBe(persone.length);
    expect(persone.every((p) => /^[A-Z]{2}\d{5}[A-Z]\d$/.test(p.idANPR))).toBe(true);
    expect(persone.every((p) => p.appartenenza !== null && p.residenza !== null)).toBe(true);
  });

  it('gives every family exactly one head, except convivenze run from outside', () => {
    for (const f of famiglie) {
      const capi = membriDi(comune.registro, f.id).filter((m) => m.appartenenza?.codiceLegame === '1');
      expect(capi.length).toBe(f.tipo === '4' && (f.tutore !== null || !comune.registro.membri.has(f.id)) ? 0 : 1);
    }
  });

  it('has families, convivenze (one of them empty) and AIRE families', () => {
    const vuote = famiglie.filter((f) => membriDi(comune.registro, f.id).length === 0);
    expect(vuote.map((f) => f.tipo)).toEqual(['4']);
    expect(new Set(famiglie.map((f) => f.tipo))).toEqual(new Set(['3', '4', '5']));
    const inFamiglia = residenti.filter((p) => p.appartenenza?.tipo === '3').length;
    const media = inFamiglia / famiglie.filter((f) => f.tipo === '3').length;
    expect(media).toBeGreaterThan(2);
    expect(media).toBeLessThan(2.7);
  });

  it('never has a child older than a parent', () => {
    for (const f of famiglie.filter((x) => x.tipo !== '4')) {
      const membri = membriDi(comune.registro, f.id);
      const capo = membri.find((m) => m.appartenenza?.codiceLegame === '1');
      const figli = membri.filter((m) => m.appartenenza?.codiceLegame === '3');
      for (const figlio of figli) expect(etaAl(capo?.dataNascita ?? '', figlio.dataNascita)).toBeGreaterThanOrEqual(17);
    }
  });

  it('has every date of its cards before the load', () => {
    const date = persone.flatMap((p) => [
      p.dataNascita,
      p.posizione.dal,
      p.residenza?.dal ?? '',
      p.appartenenza?.dal ?? '',
    ]);
    expect(date.filter((d) => d >= comune.inizio || !/^\d{4}-\d\d-\d\d$/.test(d))).toEqual([]);
  });

  it('puts adult Italians on the general list, some EU citizens on the added ones, nobody on both', () => {
    const generale = persone.filter((p) => p.liste?.sezioni.GENERALE !== undefined);
    const aggiunte = persone.filter(
      (p) => p.liste?.sezioni.AGGIUNTA_UE_COMUNALI ?? p.liste?.sezioni.AGGIUNTA_UE_PARLAMENTO,
    );
    expect(generale.length).toBeGreaterThan(3500);
    expect(aggiunte.length).toBeGreaterThan(5);
    expect(
      generale.every((p) => p.cittadinanze[0]?.codiceStato === '100' && etaAl(p.dataNascita, comune.inizio) >= 18),
    ).toBe(true);
    expect(aggiunte.every((p) => p.liste?.sezioni.GENERALE === undefined)).toBe(true);
  });

  it('is the same for the same seed, another for another', () => {
    const stesso = creaComune(OPZIONI);
    expect([...stesso.registro.persone]).toEqual([...comune.registro.persone]);
    expect([...stesso.registro.famiglie]).toEqual([...comune.registro.famiglie]);
    const altro = [...creaComune({ ...OPZIONI, seed: 'altro' }).registro.persone.values()];
    expect(altro[500]?.cognome === persone[500]?.cognome && altro[501]?.cognome === persone[501]?.cognome).toBe(false);
  });
});
