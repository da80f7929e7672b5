/**
 * Arithmetic on calendar dates as text (`YYYY-MM-DD`); the rules the fictitious ANPR counts ages with.
 * Invariant: a date never becomes a `Date` that leaves this file; everything is UTC, so no day ever shifts.
 */

const GIORNO_MS = 86_400_000;

/** Days since 1970-01-01. */
export function numeroGiorno(data: string): number {
  return Math.round(Date.parse(`${data}T00:00:00Z`) / GIORNO_MS);
}

/** The day that many days later (earlier when negative). */
export function piuGiorni(data: string, giorni: number): string {
  return new Date((numeroGiorno(data) + giorni) * GIORNO_MS).toISOString().slice(0, 10);
}

/** The same day that many years later; 29 February becomes 1 March in a common year. */
export function piuAnni(data: string, anni: number): string {
  const anno = String(Number(data.slice(0, 4)) + anni).padStart(4, '0');
  const stesso = `${anno}${data.slice(4)}`;
  return numeroGiorno(stesso) === numeroGiorno(`${anno}-03-01`) ? `${anno}-03-01` : stesso;
}

/** Completed years on that day. */
export function etaAl(nascita: string, giorno: string): number {
  const anni = Number(giorno.slice(0, 4)) - Number(nascita.slice(0, 4));
  return giorno.slice(5) < nascita.slice(5) ? anni - 1 : anni;
}

/** The latest of the dates given. */
export function ultima(...date: readonly string[]): string {
  let massima = '';
  for (const data of date) if (data > massima) massima = data;
  return massima;
}

/** An instant (ISO-8601 UTC) on that day, so many seconds after midnight. */
export function istante(giorno: string, secondi: number): string {
  return new Date(numeroGiorno(giorno) * GIORNO_MS + secondi * 1000).toISOString();
}

/** That day, or the Monday after it when offices are closed. */
export function feriale(giorno: string): string {
  const diSettimana = (numeroGiorno(giorno) + 4) % 7;
  return diSettimana === 0 ? piuGiorni(giorno, 1) : diSettimana === 6 ? piuGiorni(giorno, 2) : giorno;
}
