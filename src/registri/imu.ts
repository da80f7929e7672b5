/**
 * The month rule of IMU (L. 160/2019 art. 1 c. 761), applied to the condition of being registered resident in a dwelling.
 * Invariant: pure; it says in which months the condition held, never that somebody is exempt (E.9: habitual abode is not in ANPR).
 */
import { giorniDelMese, giornoDi } from '../anpr/giorni.js';

/** Half-open `[dal, al)`: the day of the transfer belongs to whoever comes in. Null = since ever, still so. */
export interface Intervallo {
  readonly dal: string | null;
  readonly al: string | null;
}

function vale(intervalli: readonly Intervallo[], giorno: string): boolean {
  return intervalli.some((i) => (i.dal ?? '') <= giorno && (i.al === null || giorno < i.al));
}

/**
 * The months (1–12) of the year that count in full: the condition held for more than half of their days; with exactly
 * half of them, the month is of whoever comes in, not of whoever leaves.
 */
export function mesiCondizione(intervalli: readonly Intervallo[], anno: number): number[] {
  const mesi: number[] = [];
  for (let mese = 1; mese <= 12; mese += 1) {
    const totale = giorniDelMese(anno, mese);
    let giorni = 0;
    for (let g = 1; g <= totale; g += 1) if (vale(intervalli, giornoDi(anno, mese, g))) giorni += 1;
    const ultimo = vale(intervalli, giornoDi(anno, mese, totale));
    if (giorni * 2 > totale || (giorni * 2 === totale && ultimo)) mesi.push(mese);
  }
  return mesi;
}
