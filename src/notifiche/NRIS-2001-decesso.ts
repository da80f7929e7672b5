/** NRIS 2001: Cancellazione per morte. */
import { cancellaOTocca } from './cancellazione.js';
import { tipoNRIS } from './risposta.js';

export const nris2001 = tipoNRIS('2001', 'Cancellazione per morte', cancellaOTocca);
