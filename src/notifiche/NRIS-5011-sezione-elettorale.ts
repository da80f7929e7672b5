/** NRIS 5011: Sezione elettorale. Speaks of no person. */
import { tipoNRIS } from './risposta.js';

export const nris5011 = tipoNRIS('5011', 'Sezione elettorale', () => 'AVVISO');
