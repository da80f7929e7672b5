/** NRIS A001: Iscrizione AIRE per nascita. */
import { registraOTocca } from './iscrizione.js';
import { tipoNRIS } from './risposta.js';

export const nrisA001 = tipoNRIS('A001', 'Iscrizione AIRE per nascita', registraOTocca);
