/**
 * The rhythm in which notifications come to one ente, learnt from its own arrivals (before there are any, from its population).
 * Invariant: pure; every simplification is on the side of fewer expected arrivals, because a false alarm teaches the operator
 * to ignore the true one. The unit is the *scatto*: ten minutes in which at least one notification came. A family that moves
 * or an unlock of a thousand suspended notifications is one scatto, so bursts neither inflate the rhythm nor hide a silence.
 */
import { isFestivo, ORARIO, pesoGiorno, stagioneDi } from './festivita.js';
import { giornoDellaSettimana, giornoNumero, numeroDelGiorno } from './giorni.js';

/** What is known of the arrivals of one ente on one channel. */
export interface Storia {
  /** Days from the first whole one to the last whole one before the silence, both included; null before any arrival. */
  readonly dal: string | null;
  readonly al: string;
  /** Scatti per day; days without any may be absent. */
  readonly scatti: ReadonlyMap<string, number>;
  /** Scatti per hour of the day, 24 of them. */
  readonly perOra: readonly number[];
  /** Inhabitants, null when nobody knows. */
  readonly abitanti: number | null;
}

/** The rhythm of an ente. */
export interface Ritmo {
  /** Scatti expected on an ordinary working day, on the low side. */
  readonly alGiorno: number;
  /** The same, at its most probable: what false alarms are counted with. */
  readonly medio: number;
  /** Shape of the gamma by which days differ from each other: the smaller, the more they do. */
  readonly dispersione: number;
  /** Working days of history it was learnt from. */
  readonly giorni: number;
  /** Own factor of each kind of day: 0 holidays, 1 Monday … 6 Saturday. */
  readonly settimana: readonly number[];
  /** Own factor of each season: ordinary, August, central holidays. */
  readonly stagione: readonly number[];
  /** Share of a day's scatti in each of its hours. */
  readonly orario: readonly number[];
}

/** Notifications per inhabitant and working day: 4 for 10,000, and the same for Milano and Roma. */
const PER_ABITANTE = 4 / 10_000;
/** A comune that works with its own software gets only what others do to its residents: about half, and less at first. */
const PRUDENZA = 0.5;
/** One registration brings about two notifications (one per person of the family). */
const PER_SCATTO = 2;
/** Ten-minute slots of the hours in which notifications come: a city fills them all. */
const SCATTI_GIORNO = 54;
/** Working days that the population counts as: after a month the own history decides. */
const GIORNI_POPOLAZIONE = 5;
/** Scatti that a kind of day or hour must have shown before its own share outweighs the common one. */
const PESO_COMUNE = 20;
/** Days differ more than Poisson says. Without enough history, and in any case not less than between these. */
const DISPERSIONE = { ignota: 2, minima: 1, massima: 6, giorni: 20 } as const;
/** The rhythm is believed at the lower end: one time out of ten the true one is still lower (10 % quantile). */
const Z_BASSO = 1.2816;

/** 10 % quantile of a gamma of shape `a` and rate `b` (Wilson–Hilferty). */
function bassoGamma(a: number, b: number): number {
  if (a <= 0) return 0;
  const radice = 1 - 1 / (9 * a) - Z_BASSO / (3 * Math.sqrt(a));
  return radice <= 0 ? 0 : (a * radice ** 3) / b;
}

/** Scatti of an ordinary working day that the population lets expect, already on the low side. */
function daAbitanti(abitanti: number | null): number {
  if (abitanti === null) return 0;
  const gruppi = (abitanti * PER_ABITANTE * PRUDENZA) / PER_SCATTO;
  return SCATTI_GIORNO * (1 - Math.exp(-gruppi / SCATTI_GIORNO));
}

const tipoDi = (giorno: string): number => (isFestivo(giorno) ? 0 : giornoDellaSettimana(giorno));

interface Giornata {
  readonly giorno: string;
  readonly scatti: number;
  readonly peso: number;
}

function giornate({ dal, al, scatti }: Storia, muti: ReadonlySet<string>): Giornata[] {
  const out: Giornata[] = [];
  if (dal === null) return out;
  for (let n = numeroDelGiorno(dal); n <= numeroDelGiorno(al); n++) {
    const giorno = giornoNumero(n);
    if (!muti.has(giorno)) out.push({ giorno, scatti: scatti.get(giorno) ?? 0, peso: pesoGiorno(giorno) });
  }
  return out;
}

/** Own factor of each class against the common weights, drawn to 1 while little is known. */
function fattori(
  gg: readonly Giornata[],
  { classi, di, medio }: { classi: number; di: (g: string) => number; medio: number },
) {
  const visti = Array<number>(classi).fill(PESO_COMUNE);
  const attesi = Array<number>(classi).fill(PESO_COMUNE);
  for (const { giorno, scatti, peso } of gg) {
    const c = di(giorno);
    visti[c] = (visti[c] ?? 0) + scatti;
    attesi[c] = (attesi[c] ?? 0) + peso * medio;
  }
  return visti.map((v, i) => v / (attesi[i] ?? 1));
}

const orarioDi = (perOra: readonly number[]): number[] => {
  const totale = perOra.reduce((a, b) => a + b, 0) + 5 * PESO_COMUNE;
  return ORARIO.map((q, ora) => ((perOra[ora] ?? 0) + q * 5 * PESO_COMUNE) / totale);
};

/** By moments: how much more than a Poisson the days differ. */
function dispersioneDi(gg: readonly Giornata[], attesi: (g: string) => number): number {
  let quadrati = 0;
  let eccesso = 0;
  let giorni = 0;
  for (const { giorno, scatti, peso } of gg) {
    if (peso < 0.5) continue;
    const m = attesi(giorno);
    quadrati += m * m;
    eccesso += (scatti - m) ** 2 - m;
    giorni += 1;
  }
  if (giorni < DISPERSIONE.giorni) return DISPERSIONE.ignota;
  const k = eccesso <= 0 ? DISPERSIONE.massima : quadrati / eccesso;
  return Math.min(DISPERSIONE.massima, Math.max(DISPERSIONE.minima, k));
}

const pesoIn = (r: Pick<Ritmo, 'settimana' | 'stagione'>, giorno: string): number =>
  pesoGiorno(giorno) * (r.settimana[tipoDi(giorno)] ?? 1) * (r.stagione[stagioneDi(giorno)] ?? 1);

function impara(storia: Storia, muti: ReadonlySet<string>): Ritmo {
  const gg = giornate(storia, muti);
  const scatti = gg.reduce((a, g) => a + g.scatti, 0);
  const pesi = gg.reduce((a, g) => a + g.peso, 0);
  const a = daAbitanti(storia.abitanti) * GIORNI_POPOLAZIONE + scatti;
  const b = GIORNI_POPOLAZIONE + pesi;
  const medio = a / b;
  const settimana = fattori(gg, { classi: 7, di: tipoDi, medio });
  const stagione = fattori(gg, { classi: 3, di: stagioneDi, medio });
  const dispersione = dispersioneDi(gg, (g) => medio * pesoIn({ settimana, stagione }, g));
  // Days that differ by more than chance also make the mean less certain.
  const incertezza = 1 + medio / dispersione;
  const alGiorno = bassoGamma(a / incertezza, b / incertezza);
  return { alGiorno, medio, dispersione, giorni: pesi, settimana, stagione, orario: orarioDi(storia.perOra) };
}

/** Days inside silences that were improbable: an outage of the past teaches nothing about the rhythm. */
function giorniMuti(storia: Storia, ritmo: Ritmo): Set<string> {
  const muti = new Set<string>();
  let serie: string[] = [];
  let log = 0;
  const chiudi = (): void => {
    if (log < Math.log(SILENZIO_PASSATO)) for (const g of serie) muti.add(g);
    serie = [];
    log = 0;
  };
  for (const { giorno, scatti } of giornate(storia, new Set())) {
    if (scatti > 0) {
      chiudi();
      continue;
    }
    serie.push(giorno);
    log += logZero(ritmo, ritmo.alGiorno * pesoIn(ritmo, giorno));
  }
  chiudi();
  return muti;
}

const SILENZIO_PASSATO = 1e-4;

/** Learns the rhythm; twice, so that silences of the past are left out. Days expected to be busy count as they were. */
export function ritmoDi(storia: Storia): Ritmo {
  const primo = impara(storia, new Set());
  const muti = giorniMuti(storia, primo);
  return muti.size === 0 ? primo : impara(storia, muti);
}

/** Logarithm of the probability that a day (or a part of it) with so many expected scatti brings none. */
export const logZero = ({ dispersione }: Ritmo, attesi: number): number =>
  -dispersione * Math.log1p(attesi / dispersione);

/** Share of a day's scatti expected between two hours of it. */
function quota(orario: readonly number[], da: number, a: number): number {
  let somma = 0;
  for (const [ora, q] of orario.entries()) somma += q * Math.max(0, Math.min(a, ora + 1) - Math.max(da, ora));
  return Math.min(1, somma);
}

/** Scatti expected on a day between two hours of it. */
export const attesiIl = (r: Ritmo, giorno: string, da = 0, a = 24): number =>
  r.alGiorno * pesoIn(r, giorno) * quota(r.orario, da, a);
