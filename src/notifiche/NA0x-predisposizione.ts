/**
 * NA00–NA05: what the civil status registers announce. An expected event, never a registered one: the office completes it
 * and the NRIS of that registration is what is applied (B.4; the same act comes several times with new ids, G45).
 */
import { tipoSenzaEffetti } from './senza-effetti.js';

const EVENTI = {
  NA00: 'Predisposizione dallo stato civile',
  NA01: 'Predisposizione dallo stato civile: nascita',
  NA02: 'Predisposizione dallo stato civile: morte',
  NA03: 'Predisposizione dallo stato civile: matrimonio',
  NA04: 'Predisposizione dallo stato civile: unione civile',
  NA05: 'Predisposizione dallo stato civile: cittadinanza',
} as const;

export const na0x = Object.entries(EVENTI).map(([codice, descrizione]) => tipoSenzaEffetti(codice, descrizione, null));
