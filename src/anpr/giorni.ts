/**
 * Civil dates: days of the calendar as text (`YYYY-MM-DD`), the only place of this program that makes or counts them.
 * Invariant: whatever comes out of here is a day that the calendar has, from `PRIMO` to `ULTIMO`; what would fall outside
 * becomes the nearest of the two. No zone and no clock: instants become days in `ora-italiana.ts`.
 */
import type { PrecisioneData } from './soggetto.js';

declare const marca: unique symbol;
/** A day that the calendar has, `YYYY-MM-DD`: sorts as text, and is a text wherever one is wanted. */
export type Giorno = string & { readonly [marca]: 'Giorno' };

const GIORNO_MS = 86_400_000;
const FORMA = /^(\d{4})-(\d{2})-(\d{2})$/;
const GIORNI = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

/** First and last day that can be written (`xs:date` has no year 0, and five digits would not sort). */
export const PRIMO = '0001-01-01' as Giorno;
export const ULTIMO = '9999-12-31' as Giorno;

const bisestile = (anno: number): boolean => (anno % 4 === 0 && anno % 100 !== 0) || anno % 400 === 0;

/** How many days a month (1–12) has; 0 where there is no such month. */
export const giorniDelMese = (anno: number, mese: number): number =>
  mese === 2 && bisestile(anno) ? 29 : (GIORNI[mese - 1] ?? 0);

type Parti = readonly [anno: number, mese: number, giorno: number];

const cifre = (n: number, quante: number): string => String(n).padStart(quante, '0');
const scrivi = (anno: number, mese: number, giorno: number): Giorno =>
  `${cifre(anno, 4)}-${cifre(mese, 2)}-${cifre(giorno, 2)}` as Giorno;
const delMese = ([anno, mese, giorno]: Parti): boolean => giorno >= 1 && giorno <= giorniDelMese(anno, mese);
const vero = (parti: Parti): boolean => parti[0] >= 1 && delMese(parti);

function letto(testo: string): Parti | undefined {
  const m = FORMA.exec(testo);
  return m === null ? undefined : [Number(m[1]), Number(m[2]), Number(m[3])];
}

/**
 * What to count with. Facts of an earlier release may hold a day of the year 0: it is counted as if there were one.
 * @throws RangeError without the text: a date of birth has no place in a message
 */
function parti(giorno: string): Parti {
  const lette = letto(giorno);
  if (lette === undefined || !delMese(lette)) throw new RangeError('not a day of the calendar (YYYY-MM-DD)');
  return lette;
}

/** True for `YYYY-MM-DD` that the calendar has: nothing before it, nothing behind it. */
export function isGiorno(testo: string): testo is Giorno {
  const lette = letto(testo);
  return lette !== undefined && vero(lette);
}

/** The text as a day; undefined for anything else, and for 31 February. */
export const giornoDa = (testo: string): Giorno | undefined => (isGiorno(testo) ? testo : undefined);

/**
 * The day with these three numbers.
 * @param anno outside 1–9999 it gives `PRIMO` or `ULTIMO`
 * @throws RangeError for a day that the month has not
 */
export function giornoDi(anno: number, mese: number, giorno: number): Giorno {
  if (anno < 1) return PRIMO;
  if (anno > 9999) return ULTIMO;
  if (!vero([anno, mese, giorno])) throw new RangeError('not a day of the calendar');
  return scrivi(anno, mese, giorno);
}

// ── one day after the other ─────────────────────────────────────────────────────────────────────────────────────────

/** Days since 1970-01-01 (negative before). @throws RangeError for what is no day */
export function numeroDelGiorno(giorno: string): number {
  parti(giorno);
  return Date.parse(`${giorno}T00:00:00Z`) / GIORNO_MS;
}

const MINIMO = numeroDelGiorno(PRIMO);
const MASSIMO = numeroDelGiorno(ULTIMO);

/** The day with that number. */
export function giornoNumero(n: number): Giorno {
  const qui = Math.min(Math.max(Math.round(n), MINIMO), MASSIMO);
  return new Date(qui * GIORNO_MS).toISOString().slice(0, 10) as Giorno;
}

/** The day so many days later (earlier when negative). @throws RangeError for what is no day */
export const piuGiorni = (giorno: string, quanti: number): Giorno => giornoNumero(numeroDelGiorno(giorno) + quanti);

/** 0 Sunday … 6 Saturday. @throws RangeError for what is no day */
export const giornoDellaSettimana = (giorno: string): number => (((numeroDelGiorno(giorno) + 4) % 7) + 7) % 7;

// ── years and months ────────────────────────────────────────────────────────────────────────────────────────────────

/** The year as a number. @throws RangeError for what is no day */
export const annoDi = (giorno: string): number => parti(giorno)[0];

/** The month, 1–12. @throws RangeError for what is no day */
export const meseDi = (giorno: string): number => parti(giorno)[1];

/**
 * The same day so many years later (earlier when negative). Where that year has no 29 February it is 1 March: a year since
 * the 29th is over when the 28th is (art. 2963 c. 4 c.c.).
 * @throws RangeError for what is no day
 */
export function piuAnni(giorno: string, anni: number): Giorno {
  const [anno, mese, g] = parti(giorno);
  const dopo = anno + anni;
  return g > giorniDelMese(dopo, mese) ? giornoDi(dopo, mese + 1, 1) : giornoDi(dopo, mese, g);
}

/** First day of the month that stands `mesi` after that of the day: 0 its own, 1 the next, -1 the one before. @throws RangeError */
export function primoDelMese(giorno: string, mesi = 0): Giorno {
  const [anno, mese] = parti(giorno);
  const conto = anno * 12 + (mese - 1) + mesi;
  return giornoDi(Math.floor(conto / 12), (((conto % 12) + 12) % 12) + 1, 1);
}

/** Last day of the month of that day. @throws RangeError for what is no day */
export function ultimoDelMese(giorno: string): Giorno {
  const [anno, mese] = parti(giorno);
  return giornoDi(anno, mese, giorniDelMese(anno, mese));
}

/** 1 January of the year of that day. @throws RangeError for what is no day */
export const primoDellAnno = (giorno: string): Giorno => giornoDi(annoDi(giorno), 1, 1);

/** 31 December of the year of that day. @throws RangeError for what is no day */
export const ultimoDellAnno = (giorno: string): Giorno => giornoDi(annoDi(giorno), 12, 31);

/** The date `AAAA`, `AAAA-MM` or a whole one as `giornoScritto` reads it: the first day that it may be, and how much is known. */
export function dataParziale(
  testo: string,
): { readonly giorno: Giorno; readonly precisione: PrecisioneData } | undefined {
  const m = /^(\d{4})(?:-(\d{2}))?$/.exec(testo.trim());
  if (m === null) {
    const giorno = giornoScritto(testo);
    return giorno === undefined ? undefined : { giorno, precisione: 'GIORNO' };
  }
  const parti: Parti = [Number(m[1]), Number(m[2] ?? 1), 1];
  return vero(parti) ? { giorno: scrivi(...parti), precisione: m[2] === undefined ? 'ANNO' : 'MESE' } : undefined;
}

// ── as offices write them ───────────────────────────────────────────────────────────────────────────────────────────

/** What a date may look like where `giornoScritto` reads it: for the messages of whoever refuses one. */
export const GIORNO_ATTESO = 'una data AAAA-MM-GG o GG/MM/AAAA';

/** Longer than any date with a time and a zone behind it. */
const MASSIMI_CARATTERI = 40;
const SCRITTA =
  /^(?:(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})\/(\d{1,2})\/(\d{4}))(?:[T ] {0,2}\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:[.,]\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/;

/**
 * A day as offices and their spreadsheets write it: `2015-06-01`, `01/06/2015`, `1/6/2015`, each with or without a time
 * behind, which is left out. Undefined for anything else, and for 31 February.
 */
export function giornoScritto(testo: string): Giorno | undefined {
  const t = testo.trim();
  const m = t.length > MASSIMI_CARATTERI ? null : SCRITTA.exec(t);
  if (m === null) return undefined;
  const lette: Parti = [Number(m[1] ?? m[6]), Number(m[2] ?? m[5]), Number(m[3] ?? m[4])];
  return vero(lette) ? scrivi(...lette) : undefined;
}
