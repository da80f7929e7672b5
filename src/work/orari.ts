/**
 * When a periodic job is due: its schedule, the instant it last ran, now → due or not.
 * Invariant: pure, and the zone of the machine plays no part. A time of the day is Italy's: on the night that skips an hour it
 * comes an hour later, on the night that has an hour twice it comes once, in the first. What runs in every hour of every day
 * counts hours as they pass, so that neither night changes anything.
 */
import { giornoDellaSettimana, meseDi } from '../anpr/giorni.js';
import { type Momento, momentoInItalia } from '../anpr/ora-italiana.js';

/** A cron expression, read. Every list is sorted and not empty; days of the week begin with Sunday, 0. */
export interface Orario {
  readonly secondi: readonly number[];
  readonly minuti: readonly number[];
  readonly ore: readonly number[];
  readonly giorni: readonly number[];
  readonly mesi: readonly number[];
  readonly giorniSettimana: readonly number[];
}

const SECONDO_MS = 1_000;
const MINUTO_MS = 60_000;
const ORA_MS = 3_600_000;
/** A 29 February on a given day of the week comes again after forty years at most. */
const ORIZZONTE_MS = 41 * 366 * 24 * ORA_MS;

/** Day and hour of Italian clocks at the begin of an hour. */
const civile = (ms: number): Momento => momentoInItalia(new Date(ms));

const giornoVa = (o: Orario, { giorno }: Momento): boolean =>
  o.mesi.includes(meseDi(giorno)) &&
  o.giorni.includes(Number(giorno.slice(-2))) &&
  o.giorniSettimana.includes(giornoDellaSettimana(giorno));

const ogniOra = (o: Orario): boolean => o.ore.length === 24;

/** Does the schedule have marks in the hour that begins at that instant? */
function oraVa(o: Orario, ms: number, { ore: ora }: Momento): boolean {
  if (ogniOra(o)) return true;
  const prima = civile(ms - ORA_MS).ore;
  // The same hour for the second time: it has had its turn.
  if (prima === ora) return false;
  const saltata = (prima + 1) % 24;
  return o.ore.includes(ora) || (saltata !== ora && o.ore.includes(saltata));
}

/** Milliseconds from the hour's begin to its first mark after `dopo`; null when there is none any more. */
function segno(o: Orario, dopo: number): number | null {
  for (const minuto of o.minuti)
    for (const secondo of o.secondi) {
      const ms = minuto * MINUTO_MS + secondo * SECONDO_MS;
      if (ms > dopo) return ms;
    }
  return null;
}

/** The first instant of the schedule strictly after that one; null for a day that never comes. */
export function prossimo(o: Orario, dopo: Date): Date | null {
  const inizio = dopo.getTime();
  let ora = Math.floor(inizio / ORA_MS) * ORA_MS;
  while (ora < inizio + ORIZZONTE_MS) {
    const c = civile(ora);
    if (!giornoVa(o, c)) {
      // Never beyond the end of the day, however long it is.
      ora += Math.max(1, 22 - c.ore) * ORA_MS;
      continue;
    }
    const ms = oraVa(o, ora, c) ? segno(o, inizio - ora) : null;
    if (ms !== null) return new Date(ora + ms);
    ora += ORA_MS;
  }
  return null;
}

/** The first instant of the schedule that passed since `ultima`; null while none has: not due. */
export function dovuto(o: Orario, { ultima, now }: { readonly ultima: Date; readonly now: Date }): Date | null {
  const primo = prossimo(o, ultima);
  return primo !== null && primo <= now ? primo : null;
}

/** In every hour of every day: what must not wait for any clock to be right. */
export const isFrequente = (o: Orario): boolean =>
  ogniOra(o) && o.giorni.length === 31 && o.mesi.length === 12 && o.giorniSettimana.length === 7;

/** The longest pause between two runs of what runs in every hour, in milliseconds. */
export function pausaMs(o: Orario): number {
  const segni = o.minuti.flatMap((m) => o.secondi.map((s) => m * MINUTO_MS + s * SECONDO_MS));
  const primo = segni[0] ?? 0;
  return Math.max(...segni.map((s, i) => (segni[i + 1] ?? ORA_MS + primo) - s));
}

/** Has marks between two and three in the night, the hour that two nights a year skip or have twice. */
export const nellOraCheCambia = (o: Orario): boolean => !ogniOra(o) && o.ore.includes(2);
