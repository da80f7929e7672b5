/**
 * Arrivals of an invented comune over years, with a seed: families of several notifications, days that differ more than
 * Poisson says, a patron saint, August, late evenings of ANPR, a day or two a year on which nothing comes until the next.
 * Invariant: harsher than the model of `ritmo.ts` in everything that could make a false alarm, and not made of it.
 */
import { isFestivo } from '../../src/anpr/festivita.js';
import { giornoDellaSettimana, giornoNumero, numeroDelGiorno } from '../../src/anpr/giorni.js';
import type { Momento } from '../../src/anpr/ora-italiana.js';
import type { Storia } from '../../src/anpr/ritmo.js';

/** mulberry32: a stream of numbers in [0, 1). */
export function caso(seme: number): () => number {
  let a = seme >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const normale = (r: () => number): number => Math.sqrt(-2 * Math.log(1 - r())) * Math.cos(2 * Math.PI * r());

function poisson(r: () => number, media: number): number {
  if (media > 50) return Math.max(0, Math.round(media + Math.sqrt(media) * normale(r)));
  let n = 0;
  for (let p = r(); p > Math.exp(-media); p *= r()) n += 1;
  return n;
}

/** Marsaglia–Tsang, mean 1. */
function gamma(r: () => number, k: number): number {
  const d = k - 1 / 3;
  for (;;) {
    const x = normale(r);
    const v = (1 + x / Math.sqrt(9 * d)) ** 3;
    if (v > 0 && Math.log(1 - r()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return (d * v) / k;
  }
}

/** What that day is worth in this comune; other numbers than the model's. */
function peso(giorno: string): number {
  const data = giorno.slice(5);
  if (isFestivo(giorno)) return 0.01;
  if (data === '10-12') return 0.15; // the patron saint
  const s = giornoDellaSettimana(giorno);
  if (s === 6) return 0.06;
  const settimana = [0, 1.2, 1.1, 0.9, 1.15, 0.65][s] ?? 1;
  if (data >= '08-11' && data <= '08-18') return settimana * 0.25;
  if (data.startsWith('08')) return settimana * 0.5;
  if (data >= '12-24' || data <= '01-06') return settimana * 0.3;
  return settimana;
}

/** Hours of opening, with an afternoon on two days, and half of the sending late by up to three hours. */
function ora(r: () => number, giorno: string): number {
  const pomeriggio = [2, 4].includes(giornoDellaSettimana(giorno)) && r() < 0.35;
  const fatta = pomeriggio ? 15 + r() * 2.5 : 8.5 + r() * 4.5;
  return Math.min(23.9, fatta + (r() < 0.5 ? 0.1 : r() * 3));
}

/** One arrival: day, and ten-minute slot of it (0 to 143). */
export interface Arrivo {
  readonly giorno: string;
  readonly scatto: number;
  /** ANPR itself was still on the day before: the gap that ends here is a true silence. */
  readonly dopoFermo: boolean;
}

export const momento = ({ giorno, scatto }: Pick<Arrivo, 'giorno' | 'scatto'>): Momento => ({
  giorno,
  ore: (scatto + 0.5) / 6,
});

/** Every scatto of those days, in order, for a comune of that size. */
export function arrivi(
  abitanti: number,
  { dal, giorni, seme }: { dal: string; giorni: number; seme: number },
): Arrivo[] {
  const r = caso(seme);
  const out: Arrivo[] = [];
  let rimandati = 0;
  let dopoFermo = false;
  for (let n = numeroDelGiorno(dal); n < numeroDelGiorno(dal) + giorni; n++) {
    const giorno = giornoNumero(n);
    // A registration brings 1 to 4 notifications: 2.2 on average.
    const pratiche = poisson(r, ((abitanti * 4e-4) / 2.2) * peso(giorno) * gamma(r, 4)) + rimandati;
    const fermo = r() < 1.5 / 365;
    rimandati = fermo ? pratiche : 0;
    const scatti = new Set(Array.from({ length: fermo ? 0 : pratiche }, () => Math.floor(ora(r, giorno) * 6)));
    out.push(
      ...[...scatti]
        .toSorted((a, b) => a - b)
        .map((scatto, i) => ({ giorno, scatto, dopoFermo: dopoFermo && i === 0 })),
    );
    dopoFermo = fermo || (dopoFermo && scatti.size === 0);
  }
  return out;
}

/** What the daemon would know at that arrival: the days before it, 400 at most. */
export function storiaFino(tutti: readonly Arrivo[], indice: number, abitanti: number): Storia {
  const qui = tutti[indice]?.giorno ?? '';
  const da = giornoNumero(numeroDelGiorno(qui) - 400);
  const scatti = new Map<string, number>();
  const perOra = Array<number>(24).fill(0);
  for (let i = indice; i >= 0; i--) {
    const a = tutti[i] as Arrivo;
    if (a.giorno < da) break;
    if (a.giorno === qui) continue;
    scatti.set(a.giorno, (scatti.get(a.giorno) ?? 0) + 1);
    const ora = Math.floor(a.scatto / 6);
    perOra[ora] = (perOra[ora] ?? 0) + 1;
  }
  const primo = tutti[0]?.giorno ?? qui;
  const dal = primo > da ? giornoNumero(numeroDelGiorno(primo) + 1) : da;
  return { dal: dal < qui ? dal : null, al: giornoNumero(numeroDelGiorno(qui) - 1), scatti, perOra, abitanti };
}
