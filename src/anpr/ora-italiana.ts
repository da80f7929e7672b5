/**
 * Instants and the civil time of Italy, in both directions: the calendar of the registers is Europe/Rome whatever the zone of
 * the machine. Invariant: no function looks at a clock or at the zone of the process; every day is one of `giorni.ts`.
 */
import { type Giorno, isGiorno, PRIMO, piuGiorni, ULTIMO } from './giorni.js';

const ROMA = 'Europe/Rome';
const OROLOGIO = new Intl.DateTimeFormat('sv-SE', {
  timeZone: ROMA,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});

/** A moment of the Italian calendar: day and hours from midnight (0 to 24, with decimals). */
export interface Momento {
  readonly giorno: string;
  readonly ore: number;
}

/** Instants of which Italy's day can be written. */
const MINIMO = Date.parse(`${PRIMO}T00:00:00Z`);
const MASSIMO = Date.parse(`${ULTIMO}T22:00:00Z`);

/** What Rome's clocks show: `YYYY-MM-DD HH:MM:SS`, of the nearest instant that can be written. @throws RangeError for what is no instant */
const orologio = (istante: Date | string | number): string =>
  OROLOGIO.format(Math.min(Math.max(new Date(istante).getTime(), MINIMO), MASSIMO)).padStart(19, '0');

/**
 * Calendar day of an instant in Italy.
 * @param istante a `Date`, or ISO-8601 with its zone
 * @throws RangeError for what is no instant
 */
export const giornoInItalia = (istante: Date | string): Giorno => orologio(istante).slice(0, 10) as Giorno;

/** Day and hours from midnight (in minutes' steps) of an instant, in Italy. @throws RangeError for what is no instant */
export function momentoInItalia(istante: Date | string): Momento {
  const scritto = orologio(istante);
  const [ore = 0, minuti = 0] = scritto.slice(11).split(':').map(Number);
  return { giorno: scritto.slice(0, 10), ore: ore + minuti / 60 };
}

const LOCALE = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})(\.\d{1,9})?$/;

/** The instant, in ms, at which the clocks show that time if they are `ore` ahead of UTC. */
const conScarto = (locale: string, ore: 1 | 2): number => Date.parse(`${locale}+0${ore}:00`);

/**
 * A time of Italian clocks as ISO-8601 UTC; undefined for what no calendar or clock has.
 * What they show twice in autumn is the first of the two; what they leap over in spring is told with the winter's offset, so
 * that 02:30 is an hour after 01:30 (both as java.time reads them, which ANPR is written with).
 * @param locale `YYYY-MM-DDTHH:MM:SS`, with or without a fraction
 */
export function istanteItaliano(locale: string): string | undefined {
  const m = LOCALE.exec(locale);
  if (m === null || !isGiorno(m[1]!)) return undefined;
  if (m[2] === '24:00:00') return m[1] === ULTIMO ? undefined : fineDelGiorno(m[1]!);
  const pieno = `${m[1]}T${m[2]}${(m[3] ?? '').slice(0, 4)}`;
  const estate = conScarto(pieno, 2);
  if (Number.isNaN(estate)) return undefined;
  const inverno = conScarto(pieno, 1);
  const segna = (ms: number): boolean => orologio(ms) === `${m[1]} ${m[2]}`;
  return new Date(segna(estate) ? estate : inverno).toISOString();
}

/** The instant (ISO-8601 UTC) at which a day begins in Italy. @throws RangeError for what is no day */
export function inizioDelGiorno(giorno: string): string {
  const istante = istanteItaliano(`${giorno}T00:00:00`);
  if (istante === undefined) throw new RangeError('not a day of the calendar (YYYY-MM-DD)');
  return istante;
}

/** The instant (ISO-8601 UTC) at which a day is over in Italy: the midnight that begins the next. @throws RangeError */
export const fineDelGiorno = (giorno: string): string => inizioDelGiorno(piuGiorni(giorno, 1));

const SCRITTI = {
  minuti: new Intl.DateTimeFormat('it-IT', { dateStyle: 'short', timeStyle: 'short', timeZone: ROMA }),
  secondi: new Intl.DateTimeFormat('it-IT', { dateStyle: 'short', timeStyle: 'medium', timeZone: ROMA }),
} as const;

/** An instant as an Italian office reads it: day and time of Rome's clocks. @throws RangeError for what is no instant */
export const dataEOra = (istante: Date | string, fino: keyof typeof SCRITTI = 'secondi'): string =>
  SCRITTI[fino].format(new Date(istante));
