/**
 * Values as ANPR writes them, brought to one form: calendar dates, instants, codici fiscali, S/N.
 * Invariant: a value that cannot be read is undefined, never a guess; a calendar date never becomes a `Date` (spec G41).
 */
import { type Giorno, giornoDa, isGiorno, PRIMO, ULTIMO } from './giorni.js';
import { istanteItaliano } from './ora-italiana.js';

/** `xs:date`, with or without zone, as `YYYY-MM-DD`: the first ten characters, if they are a day of the calendar. */
export const dataCalendario = (testo: string | undefined): Giorno | undefined =>
  testo === undefined ? undefined : giornoDa(testo.trim().slice(0, 10));

/** Longer than any `xs:dateTime` that was ever seen. */
const MASSIMI_CARATTERI = 60;
const ISTANTE = /^(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2}:\d{2})(\.\d+)?(Z|[+-]\d{2}:?\d{2})?$/;

/**
 * `xs:dateTime` as ISO-8601 UTC; without offset it is Italian time (spec A.1: some ANPR services omit it). Undefined for what
 * no calendar has.
 */
export function istante(testo: string | undefined): string | undefined {
  const t = testo?.trim() ?? '';
  const m = t.length > MASSIMI_CARATTERI ? null : ISTANTE.exec(t);
  if (m === null || !isGiorno(m[1]!)) return undefined;
  const locale = `${m[1]}${m[2]}${(m[3] ?? '').slice(0, 4)}`;
  if (m[4] === undefined) return istanteItaliano(locale);
  const ms = Date.parse(`${locale}${m[4]}`);
  // Five digits of a year would not sort, and no column holds them.
  return Number.isNaN(ms) || ms < MINIMO || ms > MASSIMO ? undefined : new Date(ms).toISOString();
}

const MINIMO = Date.parse(`${PRIMO}T00:00:00Z`);
const MASSIMO = Date.parse(`${ULTIMO}T23:59:59.999Z`);

const CODICE_FISCALE = /^(?:[A-Z0-9]{16}|\d{11})$/;

/** Upper case, 16 alphanumerics or 11 digits; anything else is not a codice fiscale (modello-dati G.1). */
export function codiceFiscale(testo: string | undefined): string | undefined {
  const cf = testo?.trim().toUpperCase();
  return cf !== undefined && CODICE_FISCALE.test(cf) ? cf : undefined;
}

/**
 * A number written as text without the zeros before it, which programs and spreadsheets add and take away: cards and codes
 * that differ in nothing else are one. What is not all digits stays as it is.
 */
export function senzaZeri(id: string): string {
  let i = 0;
  while (i < id.length - 1 && id[i] === '0') i += 1;
  return i > 0 && /^\d{1,40}$/.test(id) ? id.slice(i) : id;
}

/** `S`, `SI`, `1` in any case; undefined when the element says nothing. */
export function siNo(testo: string | undefined): boolean | undefined {
  const t = testo?.trim().toUpperCase();
  if (t === undefined || t === '') return undefined;
  return t === 'S' || t === 'SI' || t === '1';
}

/** Drops the keys that hold undefined: an absent section means "not said". */
export function senzaVuoti<T extends object>(o: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const pieni = Object.entries(o).filter(([, v]) => v !== undefined);
  return Object.fromEntries(pieni) as { [K in keyof T]: Exclude<T[K], undefined> };
}
