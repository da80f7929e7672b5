/**
 * What the calendar alone changes: eighteen-year-olds, effective dates that have come (architecture 2, "oggi").
 * Invariant: the same functions as for a notification, no fact added; done twice it changes nothing.
 */
import type { Log } from '../log.js';
import { daRicalcolare } from '../store/calendario.js';
import type { Tx } from '../store/database.js';
import { type Applicazione, riapplica } from './apply.js';

/** Runs a function in a transaction that commits only under the lease of the ente. */
export type Scrivi = <T>(fn: (tx: Tx) => Promise<T>) => Promise<T>;

/** People derived again in one transaction. */
const PAGINA = 200;

/** Derives again everybody whose rows change by `a.contesto.oggi`; returns how many people that were. */
export async function ricalcolaGiorno(scrivi: Scrivi, a: Applicazione, log: Log): Promise<number> {
  const { codComune, oggi } = a.contesto;
  let totale = 0;
  for (;;) {
    const fatti = await scrivi(async (tx) => {
      const soggetti = await daRicalcolare(tx, codComune, { oggi, limit: PAGINA });
      if (soggetti.length > 0) await riapplica(tx, soggetti, { ...a, ricalcolo: 'CALENDARIO' });
      return soggetti.length;
    });
    totale += fatti;
    if (fatti < PAGINA) break;
  }
  if (totale > 0) log.info('calendar applied', { codComune, count: totale, day: oggi });
  return totale;
}
