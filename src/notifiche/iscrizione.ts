/**
 * The four registrations: who among the persons touched is the one registered.
 * Invariant: without `datiIscrizione` only the sole person of the answer is registered; the others are touched by it.
 */
import type { TipoFatto } from '../anpr/fatto.js';
import type { DatiSoggetto } from '../anpr/soggetto.js';
import type { Risposta } from './risposta.js';

export function registraOTocca(soggetto: DatiSoggetto, risposta: Risposta): TipoFatto {
  return soggetto.datiIscrizione !== undefined || risposta.soggetti.length === 1 ? 'ISCRIZIONE' : 'MUTAZIONE';
}
