/** NRIS 2009: Archiviazione di una convivenza. Closes the card; its members leave by operations of their own. */
import { tipoNRIS } from './risposta.js';

export const nris2009 = tipoNRIS('2009', 'Archiviazione di una convivenza', () => 'CONVIVENZA');
