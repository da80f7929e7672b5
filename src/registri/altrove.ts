/**
 * Where somebody who left is registered now, as a card of ANPR says it: the address for notices of E.4, when it is known.
 * Invariant: it is no residence here; a new departure, or a return, forgets it until a card says it again.
 */

import type { Fatto } from '../anpr/fatto.js';
import { formatIndirizzo } from '../anpr/indirizzo.js';
import { collocazione, residenzaEstera, residenzaItaliana } from './collocazione.js';
import { entro } from './periodi.js';
import type { Altrove, Contesto, StatoSoggetto } from './stato.js';

/** After these the address known elsewhere is that of another time. */
const RIPARTE: ReadonlySet<Fatto['tipo']> = new Set([
  'ISCRIZIONE',
  'CANCELLAZIONE',
  'RIPRISTINO',
  'ANNULLAMENTO_ISCRIZIONE',
]);

/** The address elsewhere after a message. */
export function conAltrove(prima: StatoSoggetto, fatto: Fatto, contesto: Contesto): Pick<StatoSoggetto, 'altrove'> {
  const { dati } = fatto;
  const dove = collocazione(dati, contesto);
  const residenza = dove === 'ALTROVE' ? (residenzaItaliana(dati) ?? residenzaEstera(dati)) : undefined;
  if (residenza !== undefined) {
    const { indirizzo, dataDecorrenzaResidenza } = residenza;
    return { altrove: { indirizzo, dal: dataDecorrenzaResidenza ?? fatto.decorrenza ?? null } };
  }
  const finito = dove === 'APR' || dove === 'AIRE' || RIPARTE.has(fatto.tipo);
  return finito && prima.altrove !== undefined ? { altrove: undefined } : {};
}

/** The address elsewhere that has begun by that day, on one line, and whether it is abroad. */
export function altroveIl(
  { altrove }: StatoSoggetto,
  giorno: string,
): (Pick<Altrove, 'dal'> & { readonly indirizzo: string; readonly estero: boolean }) | undefined {
  if (altrove === undefined || !entro(altrove.dal, giorno)) return undefined;
  const { indirizzo, dal } = altrove;
  return { indirizzo: formatIndirizzo(indirizzo), dal, estero: indirizzo.codiceStato !== undefined };
}
