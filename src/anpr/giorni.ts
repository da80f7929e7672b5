/**
 * Arithmetic on calendar days as text (`YYYY-MM-DD`), for whoever has to count them.
 * Invariant: everything is UTC inside, so no day ever shifts.
 */

const GIORNO_MS = 86_400_000;

/** Days since 1970-01-01. */
export const numeroDelGiorno = (giorno: string): number => Math.round(Date.parse(`${giorno}T00:00:00Z`) / GIORNO_MS);

/** The calendar day with that number. */
export const giornoNumero = (n: number): string => new Date(n * GIORNO_MS).toISOString().slice(0, 10);
