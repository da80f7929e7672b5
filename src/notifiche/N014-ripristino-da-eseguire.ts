/** N014: we must re-register the person ourselves (1002, motive 10); nothing is restored before that (B.4). */
import { tipoCambioResidenza } from './cambio-residenza.js';

export const n014 = tipoCambioResidenza('N014', 'Ripristino da eseguire a cura del comune', 'AVVISO');
