/** N018: Carta d’identità emessa o annullata altrove. Identity cards are of no use to tributi and elettorale: nothing is kept of it. */
import { tipoSenzaEffetti } from './senza-effetti.js';

export const n018 = tipoSenzaEffetti('N018', 'Carta d’identità emessa o annullata altrove', null);
