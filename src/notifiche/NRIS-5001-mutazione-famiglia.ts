/** NRIS 5001: Mutazione della famiglia o convivenza. The answer does not echo what changed: each person converges to the state described (0.4). */
import { tipoNRIS } from './risposta.js';

export const nris5001 = tipoNRIS('5001', 'Mutazione della famiglia o convivenza', () => 'MUTAZIONE');
