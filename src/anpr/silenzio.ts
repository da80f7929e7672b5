/**
 * Is it improbable that nothing has come for so long? Judges a silence against the rhythm of the ente.
 * Invariant: pure. The longer the silence the smaller its probability, and what is expected is always on the low side
 * (`ritmo.ts`), because a false alarm teaches the operator to ignore the true one.
 */
import { giornoNumero, numeroDelGiorno } from './giorni.js';
import type { Momento } from './ora-italiana.js';
import { attesiIl, logZero, type Ritmo } from './ritmo.js';

/** A silence judged. */
export interface Giudizio {
  /** Probability that a working channel stays silent so long, 0 to 1. */
  readonly probabilita: number;
  /** Scatti expected meanwhile. */
  readonly attesi: number;
  /** Below this probability it is an alarm: one false alarm in so many years. */
  readonly soglia: number;
  readonly improbabile: boolean;
}

export interface Regole {
  /** Years between two false alarms of one ente. */
  readonly anniFraFalsiAllarmi: number;
  /** Never an alarm before so many hours: ANPR itself may be late by some hours (spec A.3). */
  readonly oreMinime: number;
}

const GIORNI_LAVORATIVI = 250;
/** However little comes, ten silences a year are judged. */
const MIN_SILENZI = 10;

export const sogliaDi = (r: Ritmo, { anniFraFalsiAllarmi }: Regole): number =>
  1 / (anniFraFalsiAllarmi * Math.max(MIN_SILENZI, r.medio * GIORNI_LAVORATIVI));

const oreFra = (da: Momento, a: Momento): number =>
  (numeroDelGiorno(a.giorno) - numeroDelGiorno(da.giorno)) * 24 + a.ore - da.ore;

/** Judges the silence between two moments. `da` not after `a`. */
export function giudica(r: Ritmo, { da, a }: { da: Momento; a: Momento }, regole: Regole): Giudizio {
  let log = 0;
  let attesi = 0;
  const fine = numeroDelGiorno(a.giorno);
  for (let n = numeroDelGiorno(da.giorno); n <= fine; n++) {
    const giorno = giornoNumero(n);
    const m = attesiIl(r, giorno, giorno === da.giorno ? da.ore : 0, giorno === a.giorno ? a.ore : 24);
    attesi += m;
    log += logZero(r, m);
  }
  const soglia = sogliaDi(r, regole);
  const improbabile = log < Math.log(soglia) && oreFra(da, a) >= regole.oreMinime;
  return { probabilita: Math.exp(log), attesi, soglia, improbabile };
}

/** More than this without an answer means that the rhythm is too slow to be judged at all. */
const MAX_GIORNI = 400;

/** The whole hour at which a silence that began then becomes improbable; null when not within 400 days. */
export function improbabileDal(r: Ritmo, da: Momento, regole: Regole): Momento | null {
  if (r.alGiorno === 0) return null;
  const soglia = Math.log(sogliaDi(r, regole));
  let log = 0;
  for (let n = numeroDelGiorno(da.giorno); n < numeroDelGiorno(da.giorno) + MAX_GIORNI; n++) {
    const giorno = giornoNumero(n);
    const inizio = giorno === da.giorno ? da.ore : 0;
    for (let ore = Math.floor(inizio) + 1; ore <= 24; ore++) {
      const qui = { giorno, ore };
      if (log + logZero(r, attesiIl(r, giorno, inizio, ore)) < soglia && oreFra(da, qui) >= regole.oreMinime)
        return qui;
    }
    log += logZero(r, attesiIl(r, giorno, inizio, 24));
  }
  return null;
}
