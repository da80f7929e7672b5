/**
 * Valid-time periods: half-open `[dal, al)`, in order, without overlaps; `dal` null = since ever, `al` null = open.
 * Calendar dates are `YYYY-MM-DD` text, so that comparison is comparison of text.
 */

export interface Periodo<T> {
  readonly dal: string | null;
  readonly al: string | null;
  readonly valore: T;
}

/** `a <= b` where null means the beginning of time. */
export function entro(a: string | null, b: string): boolean {
  return a === null || a <= b;
}

/** The later of two dates; null is the beginning of time. */
export function massimo(a: string | null, b: string | null): string | null {
  if (a === null) return b;
  return b === null || a >= b ? a : b;
}

/** The earlier of two ends; null is never. */
export function minimaFine(a: string | null, b: string | null): string | null {
  if (a === null) return b;
  return b === null || a <= b ? a : b;
}

/** True for a period that lasts no day. */
export function vuoto(dal: string | null, al: string | null): boolean {
  return dal !== null && al !== null && al <= dal;
}

/**
 * From `dal` on, the value is this one: later periods never were, the one that covers `dal` ends there.
 * A value equal to the open one only moves its beginning. `dal` undefined: not said — an equal value changes nothing,
 * another one starts at `riserva`.
 */
export function posa<T>(
  periodi: readonly Periodo<T>[],
  nuovo: { readonly valore: T; readonly dal: string | undefined; readonly riserva: string | null },
  stesso: (a: T, b: T) => boolean,
): Periodo<T>[] {
  const aperto = periodi.at(-1);
  const uguale = aperto !== undefined && aperto.al === null && stesso(aperto.valore, nuovo.valore);
  const dal = nuovo.dal ?? (uguale ? aperto.dal : nuovo.riserva);
  const base = uguale ? periodi.slice(0, -1) : periodi;
  return [...tronca(base, dal), { dal, al: null, valore: nuovo.valore }];
}

/** Keeps what was before `dal`; the period that covers it ends there. */
function tronca<T>(periodi: readonly Periodo<T>[], dal: string | null): Periodo<T>[] {
  if (dal === null) return [];
  const prima = periodi.filter((p) => p.dal === null || p.dal < dal);
  const ultimo = prima.at(-1);
  if (ultimo === undefined) return [];
  return [...prima.slice(0, -1), { ...ultimo, al: dal }];
}

/** Same value, other label: replaces what the open period holds without moving its dates. */
export function rinomina<T>(periodi: readonly Periodo<T>[], valore: T): Periodo<T>[] | undefined {
  const aperto = periodi.at(-1);
  return aperto === undefined ? undefined : [...periodi.slice(0, -1), { ...aperto, valore }];
}

/** The period in force on that day; the last one that has begun. */
export function inVigore<T>(periodi: readonly Periodo<T>[], giorno: string): Periodo<T> | undefined {
  return periodi.findLast((p) => entro(p.dal, giorno) && (p.al === null || p.al > giorno));
}
