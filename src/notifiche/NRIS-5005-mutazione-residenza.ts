/** NRIS 5005: Mutazione di residenza. The previous family may belong to another comune and is not read. */
import { tipoNRIS } from './risposta.js';

export const nris5005 = tipoNRIS('5005', 'Mutazione di residenza', () => 'MUTAZIONE');
