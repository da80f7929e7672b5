/** NRIS 2012: Soppressione di una sezione elettorale. Speaks of no person. */
import { tipoNRIS } from './risposta.js';

export const nris2012 = tipoNRIS('2012', 'Soppressione di una sezione elettorale', () => 'AVVISO');
