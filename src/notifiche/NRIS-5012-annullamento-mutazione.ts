/** NRIS 5012: Annullamento di una mutazione. No reference to what it annuls: the card after the annulment says where the person is (#652). */
import { tipoNRIS } from './risposta.js';

export const nris5012 = tipoNRIS('5012', 'Annullamento di una mutazione', () => 'ANNULLAMENTO_MUTAZIONE');
