/** NRIS 5021: Matrimoni plurimi. Touches marriage sections only, of which the registers keep the day of a separation. */
import { tipoNRIS } from './risposta.js';

export const nris5021 = tipoNRIS('5021', 'Matrimoni plurimi', () => 'MUTAZIONE');
