/**
 * The two cancellations: who among the persons touched is cancelled, who only gets a new link (a head who died, E.4).
 */
import type { TipoFatto } from '../anpr/fatto.js';
import type { DatiSoggetto } from '../anpr/soggetto.js';
import type { Risposta } from './risposta.js';

export function cancellaOTocca(soggetto: DatiSoggetto, risposta: Risposta): TipoFatto {
  const cancellato = soggetto.datiCancellazione !== undefined || soggetto.dataDecesso !== undefined;
  return cancellato || risposta.soggetti.length === 1 ? 'CANCELLAZIONE' : 'MUTAZIONE';
}
