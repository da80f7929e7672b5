/** NRIS 5008: Mutazione della scheda soggetto. Only the mutated sections travel; datiIscrizione is redundant here and not used (A.2, #792). */
import { tipoNRIS } from './risposta.js';

export const nris5008 = tipoNRIS('5008', 'Mutazione della scheda soggetto', () => 'MUTAZIONE');
