/** NRIS 1010: Iscrizione di una convivenza. The card has no members yet; its responsible may live elsewhere (E.5). */
import { tipoNRIS } from './risposta.js';

export const nris1010 = tipoNRIS('1010', 'Iscrizione di una convivenza', () => 'CONVIVENZA');
