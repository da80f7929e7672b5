/**
 * Values as ANPR writes them, brought to one form: calendar dates, instants, codici fiscali, S/N.
 * Invariant: a value that cannot be read is undefined, never a guess; a calendar date never becomes a `Date` (spec G41).
 */

const DATA = /^(\d{4})-(\d{2})-(\d{2})/;
const GIORNI = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** `xs:date`, with or without zone, as `YYYY-MM-DD`: the first ten characters, if they are a day of the calendar. */
export function dataCalendario(testo: string | undefined): string | undefined {
  const m = testo === undefined ? null : DATA.exec(testo.trim());
  if (m === null) return undefined;
  const [anno, mese, giorno] = [Number(m[1]), Number(m[2]), Number(m[3])];
  const massimo = GIORNI[mese - 1];
  if (massimo === undefined || giorno < 1 || giorno > massimo) return undefined;
  const bisestile = (anno % 4 === 0 && anno % 100 !== 0) || anno % 400 === 0;
  return mese === 2 && giorno === 29 && !bisestile ? undefined : m[0];
}

const ISTANTE = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(\.\d+)?(Z|[+-]\d{2}:?\d{2})?$/;

/** `xs:dateTime` as ISO-8601 UTC; without offset it is Italian time (spec A.1: some ANPR services omit it). */
export function istante(testo: string | undefined): string | undefined {
  const m = testo === undefined ? null : ISTANTE.exec(testo.trim());
  if (m === null) return undefined;
  const zona = m[3] ?? offsetItaliano(m[1]!);
  const ms = Date.parse(`${m[1]}${(m[2] ?? '').slice(0, 4)}${zona}`);
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
}

/** Summer time runs from the last Sunday of March at 02:00 to the last Sunday of October at 03:00, local time. */
function offsetItaliano(locale: string): string {
  const anno = locale.slice(0, 4);
  const estiva =
    locale >= `${anno}-03-${ultimaDomenica(anno, 2)}T02` && locale < `${anno}-10-${ultimaDomenica(anno, 9)}T03`;
  return estiva ? '+02:00' : '+01:00';
}

function ultimaDomenica(anno: string, mese: number): string {
  const ultimo = new Date(Date.UTC(Number(anno), mese, 31));
  return String(31 - ultimo.getUTCDay()).padStart(2, '0');
}

const CODICE_FISCALE = /^(?:[A-Z0-9]{16}|\d{11})$/;

/** Upper case, 16 alphanumerics or 11 digits; anything else is not a codice fiscale (modello-dati G.1). */
export function codiceFiscale(testo: string | undefined): string | undefined {
  const cf = testo?.trim().toUpperCase();
  return cf !== undefined && CODICE_FISCALE.test(cf) ? cf : undefined;
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
