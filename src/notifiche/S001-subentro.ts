/** S001: Invio del file di subentro. Every comune is in ANPR since 2022: it is kept and says nothing (modello-dati E.8). */
import { tipoSenzaEffetti } from './senza-effetti.js';

export const s001 = tipoSenzaEffetti('S001', 'Invio del file di subentro', null);
