/** NRIS 1013: Annullamento di una iscrizione. Only the generalità travel: the last registration never was (E.8). */
import { tipoNRIS } from './risposta.js';

export const nris1013 = tipoNRIS('1013', 'Annullamento di una iscrizione', () => 'ANNULLAMENTO_ISCRIZIONE');
