/** NRIS A002: Iscrizione AIRE per altri motivi. */
import { registraOTocca } from './iscrizione.js';
import { tipoNRIS } from './risposta.js';

export const nrisA002 = tipoNRIS('A002', 'Iscrizione AIRE per altri motivi', registraOTocca);
