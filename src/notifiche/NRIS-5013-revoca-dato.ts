/** NRIS 5013: Revoca di un dato. The person as it stands after the revocation. */
import { tipoNRIS } from './risposta.js';

export const nris5013 = tipoNRIS('5013', 'Revoca di un dato', () => 'MUTAZIONE');
