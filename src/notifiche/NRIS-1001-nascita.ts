/** NRIS 1001: Iscrizione per nascita. */
import { registraOTocca } from './iscrizione.js';
import { tipoNRIS } from './risposta.js';

export const nris1001 = tipoNRIS('1001', 'Iscrizione per nascita', registraOTocca);
