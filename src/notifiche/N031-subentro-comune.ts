/** N031: Subentro di un comune. Historical: every comune is in ANPR since January 2022. */
import { tipoSenzaEffetti } from './senza-effetti.js';

export const n031 = tipoSenzaEffetti('N031', 'Subentro di un comune', null);
