/** NRIS 5010: Posizione elettorale. The only message that puts on a list or takes off it. */
import { tipoNRIS } from './risposta.js';

export const nris5010 = tipoNRIS('5010', 'Posizione elettorale', () => 'POSIZIONE_ELETTORALE');
