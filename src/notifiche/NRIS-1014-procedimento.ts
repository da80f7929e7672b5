/** NRIS 1014: Procedimento amministrativo. Changes no register in itself; an open one means "may still be undone" (E.8). */
import { tipoNRIS } from './risposta.js';

export const nris1014 = tipoNRIS('1014', 'Procedimento amministrativo', () => 'MUTAZIONE');
