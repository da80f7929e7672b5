/** NRIS 2003: Cancellazione per altri motivi. */
import { cancellaOTocca } from './cancellazione.js';
import { tipoNRIS } from './risposta.js';

export const nris2003 = tipoNRIS('2003', 'Cancellazione per altri motivi', cancellaOTocca);
