/**
 * The calendar of Italian public offices: which days ANPR's registrations come on, and how many to expect.
 * Invariant: pure arithmetic on calendar dates as text (`YYYY-MM-DD`); no zone, no clock.
 */
import { annoDi, giornoDellaSettimana, giornoDi, piuGiorni } from './giorni.js';

/** Holidays of every year (L. 260/1949 and L. 54/1977), month and day; the patron saint is each comune's own and not here. */
const FISSE = new Set(['01-01', '01-06', '04-25', '05-01', '06-02', '08-15', '11-01', '12-08', '12-25', '12-26']);
/** San Francesco is a public holiday again from 2026 (L. 151/2025). */
const SAN_FRANCESCO = { giorno: '10-04', dal: 2026 } as const;

/** Easter Sunday of a year, by the Gregorian computus (Meeus). */
export function pasqua(anno: number): string {
  const a = anno % 19;
  const secolo = Math.floor(anno / 100);
  const resto = anno % 100;
  const g = Math.floor((8 * secolo + 13) / 25);
  const h = (19 * a + secolo - Math.floor(secolo / 4) - g + 15) % 30;
  const l = (32 + 2 * (secolo % 4) + 2 * Math.floor(resto / 4) - h - (resto % 4)) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const n = h + l - 7 * m + 114;
  return giornoDi(anno, Math.floor(n / 31), (n % 31) + 1);
}

/** Is it a Sunday, a national holiday or Easter Monday? */
export function isFestivo(giorno: string): boolean {
  const anno = annoDi(giorno);
  const data = giorno.slice(5);
  if (giornoDellaSettimana(giorno) === 0 || FISSE.has(data)) return true;
  if (data === SAN_FRANCESCO.giorno && anno >= SAN_FRANCESCO.dal) return true;
  return giorno === piuGiorni(pasqua(anno), 1);
}

/** Saturdays: few counters are open. Holidays: only what ANPR works off late. Never 0, or one arrival would be impossible. */
const SABATO = 0.1;
const FESTIVO = 0.02;
/** Weight of each season: ordinary; August; the two central weeks of August and Christmas, with a skeleton staff. */
const STAGIONI = [1, 0.6, 0.3] as const;
/** A working day between two holidays. */
const PONTE = 0.5;

/** 0 ordinary, 1 August, 2 the central holidays of August and Christmas. */
export function stagioneDi(giorno: string): 0 | 1 | 2 {
  const data = giorno.slice(5);
  if (data >= '08-10' && data <= '08-20') return 2;
  if (data >= '12-24' || data <= '01-06') return 2;
  return data.startsWith('08') ? 1 : 0;
}

const isChiuso = (giorno: string): boolean => isFestivo(giorno) || giornoDellaSettimana(giorno) === 6;

function isPonte(giorno: string): boolean {
  return isChiuso(piuGiorni(giorno, -1)) && isChiuso(piuGiorni(giorno, 1));
}

/**
 * How much of an ordinary working day a day is worth, 0.02 to 1. The weights are on the low side on purpose: a day of
 * which too little is expected delays an alarm, one of which too much is expected makes a false one.
 */
export function pesoGiorno(giorno: string): number {
  if (isFestivo(giorno)) return FESTIVO;
  if (giornoDellaSettimana(giorno) === 6) return SABATO;
  return STAGIONI[stagioneDi(giorno)] * (isPonte(giorno) ? PONTE : 1);
}

/**
 * Share of a day's notifications in each of its hours, in Italy: counters are open in the morning, some in the afternoon, and
 * ANPR sends with a delay of half an hour to some hours (spec A.3), so that evenings are not empty.
 */
export const ORARIO: readonly number[] = [
  0, 0, 0, 0, 0, 0, 0, 0.01, 0.05, 0.1, 0.13, 0.14, 0.13, 0.1, 0.07, 0.08, 0.07, 0.05, 0.03, 0.02, 0.01, 0.005, 0.005,
  0,
];
