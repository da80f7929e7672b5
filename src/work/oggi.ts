/**
 * The day in Italy: the calendar of the registers is Europe/Rome whatever the zone of the machine.
 */
import type { Momento } from '../anpr/silenzio.js';

const GIORNO = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Rome' });

/** Calendar day of an instant, `YYYY-MM-DD`. */
export function oggiInItalia(istante: Date): string {
  return GIORNO.format(istante);
}

const ORA = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Rome', hour: '2-digit', minute: '2-digit' });

/** Day and hours from midnight of an instant, in Italy. */
export function momentoInItalia(istante: Date): Momento {
  const [ore = 0, minuti = 0] = ORA.format(istante).split(':').map(Number);
  return { giorno: oggiInItalia(istante), ore: ore + minuti / 60 };
}
