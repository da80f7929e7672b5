import { describe, expect, it } from 'vitest';
import { creaComune, creaStoria, type Verita, verita, veritaIniziale } from '../../src/simulatore/index.js';
import { iscritta } from '../../src/simulatore/persona.js';
import { membriDi } from '../../src/simulatore/registro.js';
import { OGGI, vivi } from './paese.js';

const paese = vivi();
const { comune, storia } = paese;

/** With what it tells only when asked. */
const intera = (v: Verita) => ({ ...v, giorni: v.giorni() });

describe('a year of history', () => {
  it('has about 600 notifications for 5,000 inhabitants, in realistic proportions', () => {
    const quante = (operazione: string): number => storia.filter((n) => n.operazione === operazione).length;
    expect(storia.length).toBeGreaterThan(520);
    expect(storia.length).toBeLessThan(720);
    expect(quante('2001')).toBeGreaterThan(quante('1001'));
    expect(quante('N010')).toBeGreaterThan(80);
    expect(quante('5005')).toBeGreaterThan(quante('5001'));
    expect(quante('N015')).toBeLessThan(quante('N010') / 3);
  });

  it('grows with the town', () => {
    const doppio = vivi({ abitanti: 10_000 }).storia.length;
    expect(doppio / storia.length).toBeGreaterThan(1.6);
    expect(doppio / storia.length).toBeLessThan(2.2);
  });

  it('numbers notifications and operations past 2^32, each once', () => {
    const id = storia.map((n) => n.idOperazioneANPR);
    expect(new Set(id).size).toBe(id.length);
    expect(id.every((i) => Number(i) > 2 ** 32)).toBe(true);
    const operazioni = new Set(storia.map((n) => n.idRegistrante).filter((i) => i !== ''));
    expect(id.some((i) => operazioni.has(i))).toBe(false);
  });

  it('registers in order, between the load and yesterday, in working days', () => {
    const momenti = storia.map((n) => n.momento);
    expect(momenti).toEqual([...momenti].sort());
    expect(momenti.every((m) => m > comune.inizio && m < OGGI)).toBe(true);
    expect(momenti.every((m) => ![0, 6].includes(new Date(m).getUTCDay()))).toBe(true);
    const ordine = storia.filter((n) => n.idRegistrante !== '').map((n) => Number(n.idRegistrante));
    expect(ordine).toEqual([...ordine].sort((a, b) => a - b));
  });

  it('is the same for the same seed: contents, register, truth', () => {
    const gemello = vivi();
    expect(gemello.storia.map((n) => n.contenuto())).toEqual(storia.map((n) => n.contenuto()));
    expect(intera(verita(gemello.comune, OGGI))).toEqual(intera(verita(comune, OGGI)));
    expect(intera(veritaIniziale(gemello.comune, OGGI))).toEqual(intera(veritaIniziale(comune, OGGI)));
  });

  it('leaves the register of the first day untouched', () => {
    expect(comune.iniziale.persone.size).toBeLessThan(comune.registro.persone.size);
    expect([...comune.iniziale.persone.values()].every((p) => p.posizione.dal < comune.inizio)).toBe(true);
  });
});

it('dates nobody back to before they left: whoever returned was away until then', () => {
  const oggi = '2028-06-23';
  const piccolo = creaComune({ seed: 'seme-11', codiceIstat: '999001', nome: 'VALFINTA', abitanti: 60, oggi });
  creaStoria(piccolo, oggi);
  const passi = [...piccolo.registro.persone.values()].map((p) =>
    [...p.posizioniPassate, p.posizione].map((x) => x.dal),
  );
  expect(passi.filter((giorni) => giorni.length > 1).length).toBeGreaterThan(5);
  for (const giorni of passi) expect(giorni).toEqual([...giorni].sort());
});

describe('the register after a year', () => {
  const persone = [...comune.registro.persone.values()];

  it('has every registered person in a family and at an address, and nobody else in one', () => {
    expect(persone.filter((p) => iscritta(p) && (p.appartenenza === null || p.residenza === null))).toEqual([]);
    expect(persone.filter((p) => !iscritta(p) && p.appartenenza !== null)).toEqual([]);
  });

  it('has members where their memberships say', () => {
    for (const p of persone) {
      const id = p.appartenenza?.idFamiglia;
      if (id !== undefined) expect(membriDi(comune.registro, id)).toContain(p);
    }
    const quanti = [...comune.registro.membri.values()].reduce((somma, m) => somma + m.size, 0);
    expect(quanti).toBe(persone.filter(iscritta).length);
  });

  it('has APR people in families and convivenze, AIRE people in AIRE families', () => {
    const fuoriPosto = persone.filter(
      (p) => iscritta(p) && (p.appartenenza?.tipo === '5') !== (p.posizione.stato === 'AIRE'),
    );
    expect(fuoriPosto.map((p) => p.idScheda)).toEqual([]);
    const estero = persone.filter(
      (p) => iscritta(p) && (p.residenza?.tipoIndirizzo === '4') !== (p.posizione.stato === 'AIRE'),
    );
    expect(estero.map((p) => p.idScheda)).toEqual([]);
  });

  it('agrees with the family cards about their kind', () => {
    for (const p of persone.filter(iscritta)) {
      expect(comune.registro.famiglie.get(p.appartenenza?.idFamiglia ?? '')?.tipo).toBe(p.appartenenza?.tipo);
    }
  });
});
