/** N010: another comune has registered one of our residents, in APR or AIRE (it does not say which, #98). */
import { tipoCambioResidenza } from './cambio-residenza.js';

export const n010 = tipoCambioResidenza('N010', 'Trasferimento in un altro comune', 'CANCELLAZIONE');
