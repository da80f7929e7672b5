/**
 * NA00–NA05: what the civil status registers announce. An expected event, never a registered one: the office completes it
 * and the NRIS of that registration is what is applied (B.4; the same act comes several times with new ids, G45).
 */
import { TIPI_NOTIFICA } from '../anpr/codici.js';
import { tipoSenzaEffetti } from './senza-effetti.js';

const CODICI = ['NA00', 'NA01', 'NA02', 'NA03', 'NA04', 'NA05'] as const;

export const na0x = CODICI.map((codice) => tipoSenzaEffetti(codice, TIPI_NOTIFICA[codice], null));
