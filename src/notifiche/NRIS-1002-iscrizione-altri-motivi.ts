/** NRIS 1002: Iscrizione per altri motivi. */
import { registraOTocca } from './iscrizione.js';
import { tipoNRIS } from './risposta.js';

export const nris1002 = tipoNRIS('1002', 'Iscrizione per altri motivi', registraOTocca);
