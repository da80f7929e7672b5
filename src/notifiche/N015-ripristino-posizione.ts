/** N015: the other comune has annulled the transfer; ANPR has already put the person back with us (#2501). */
import { tipoCambioResidenza } from './cambio-residenza.js';

export const n015 = tipoCambioResidenza('N015', 'Ripristino della posizione', 'RIPRISTINO');
