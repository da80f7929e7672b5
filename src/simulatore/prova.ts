/** The test notification of ANPR's web application: an N031 that must be acknowledged and never applied (spec A.6). */
import { subentro } from './contenuti/notifica.js';
import { COMUNI, type ComuneNoto } from './luoghi.js';
import type { NotificaSimulata } from './scena.js';

/** Builds it as traced messages show it; `momento` is an instant, ISO-8601 UTC. */
export function notificaDiProva(momento: string): NotificaSimulata {
  const altro = COMUNI[0] as ComuneNoto;
  return {
    idOperazioneANPR: '999999',
    tipoNotifica: 'N031',
    operazione: 'N031',
    idRegistrante: '',
    momento,
    vicenda: 'prova',
    contenuto: () => subentro(altro, momento.slice(0, 10)),
  };
}
