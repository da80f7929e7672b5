/** States of variazioni and revisioni as people read and write them; the codes stay in the database, in JSON and in CSV. Pure. */

/** `da lavorare` for `DA_LAVORARE`. */
export const inParole = (codice: string): string => codice.toLowerCase().replaceAll('_', ' ');

/** The same for a command line: `da-lavorare`. */
export const inUnaParola = (codice: string): string => codice.toLowerCase().replaceAll('_', '-');
