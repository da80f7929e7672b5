/**
 * Faults: what the gateway in front of the services answers when a call does not get through (G57, S9).
 * Invariant: what becomes of a fault depends on its code alone; its text gives a hint to the operator, nothing else.
 */

import { RifiutoANPR } from './servizi.js';
import { GuastoTrasporto } from './trasporto.js';

/** A fault of SOAP 1.1 (`faultcode`) or 1.2 (`Code/Value`), as read. */
export interface Fault {
  /** As written: `env:Client`, `soap:Server`, `env:Sender`. */
  readonly codice: string;
  readonly testo: string;
}

/** Hints in `RifiutoANPR.codici`, after the faultcode. */
export type IndizioFault = 'POLICY' | 'CERTIFICATO_REVOCATO' | 'MESSAGGIO_NON_CONFORME';

/**
 * NOTE: the gateway gives `env:Client` for everything, so the text is the only difference. It chooses which remedy the
 * operator reads first and decides nothing; an unknown text has no hint.
 */
const INDIZI: readonly (readonly [RegExp, IndizioFault])[] = [
  [/certificate revoked/i, 'CERTIFICATO_REVOCATO'],
  [/rejected by policy/i, 'POLICY'],
  [/internal error|invalid request/i, 'MESSAGGIO_NON_CONFORME'],
];

/** The error of a fault: of the server heals by itself, of the client is a no. */
export function errorOfFault({ codice, testo }: Fault): Error {
  const locale = codice.slice(codice.indexOf(':') + 1).split('.')[0] ?? '';
  const pulito = codice.replace(/[^\w:.-]/g, '').slice(0, 60);
  if (locale === 'Server' || locale === 'Receiver') {
    return new GuastoTrasporto('FAULT_SERVER', `ANPR non è in grado di rispondere (fault ${pulito})`);
  }
  const indizio = INDIZI.find(([forma]) => forma.test(testo))?.[1];
  const codici = indizio === undefined ? [pulito] : [pulito, indizio];
  return new RifiutoANPR('ACCESSO', codici, `il gateway di ANPR rifiuta la chiamata (${codici.join(', ')})`);
}
