/**
 * Which date a message gives to what it says. Invariant: the datum's own date, then the operation's, then the day ANPR knew (E.0).
 */

import type { Fatto } from '../anpr/fatto.js';
import { giornoInItalia } from '../anpr/ora-italiana.js';
import { residenzaEstera, residenzaItaliana } from './collocazione.js';

/** Beginning of the position a message implies: its residence, else the operation, else the day ANPR knew. */
export function inizio(fatto: Fatto): string | undefined {
  const residenza = residenzaItaliana(fatto.dati) ?? residenzaEstera(fatto.dati);
  return residenza?.dataDecorrenzaResidenza ?? fatto.decorrenza ?? giornoNoto(fatto);
}

/** Day, in Italy, of the moment ANPR gives; only a last resort where no effective date is said. */
export function giornoNoto(fatto: Fatto): string | undefined {
  return fatto.momento === undefined ? undefined : giornoInItalia(fatto.momento);
}
