/** NRIS A006: Mutazione AIRE. From APR to AIRE, or a change abroad: the sections say which. */
import { tipoNRIS } from './risposta.js';

export const nrisA006 = tipoNRIS('A006', 'Mutazione AIRE', () => 'MUTAZIONE');
