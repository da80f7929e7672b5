/** N030: Elaborazione asincrona disponibile. The answer to an extraction can be downloaded. */
import { tipoSenzaEffetti } from './senza-effetti.js';

export const n030 = tipoSenzaEffetti('N030', 'Elaborazione asincrona disponibile', {
  regola: 'N030',
  gravita: 'AVVISO',
  ufficio: 'SISTEMI',
  descrizione: 'Una estrazione richiesta ad ANPR è pronta: scaricarla',
});
