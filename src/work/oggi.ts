/**
 * The day in Italy: the calendar of the registers is Europe/Rome whatever the zone of the machine.
 */
const GIORNO = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Rome' });

/** Calendar day of an instant, `YYYY-MM-DD`. */
export function oggiInItalia(istante: Date): string {
  return GIORNO.format(istante);
}
