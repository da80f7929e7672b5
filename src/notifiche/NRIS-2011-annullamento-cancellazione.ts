/** NRIS 2011: Annullamento di una cancellazione. The last cancellation never was; its datiIscrizione may be unreliable and are not read (A.2). */
import { tipoNRIS } from './risposta.js';

export const nris2011 = tipoNRIS('2011', 'Annullamento di una cancellazione', () => 'RIPRISTINO');
