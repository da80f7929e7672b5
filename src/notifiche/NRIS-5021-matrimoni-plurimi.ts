/** NRIS 5021: Matrimoni plurimi. Touches marriage sections only, which the registers do not keep. */
import { tipoNRIS } from './risposta.js';

export const nris5021 = tipoNRIS('5021', 'Matrimoni plurimi', () => 'MUTAZIONE');
