/**
 * The digital domicile, which a notice reaches before any address (E.6): since when, and whether it still stands.
 * Invariant: only what ANPR says ends it; a revocation that does not say of what (5013) leaves it in doubt until a card is read.
 */
import type { Fatto } from '../anpr/fatto.js';
import { giornoNoto } from './decorrenza.js';
import { inVigore, type Periodo, posa } from './periodi.js';
import { eRevoca, eSchedaDiANPR } from './revoca.js';
import type { StatoSoggetto } from './stato.js';

/** The digital domiciles after a message. */
export function conDigitale(
  prima: StatoSoggetto,
  fatto: Fatto,
): Pick<StatoSoggetto, 'domicilioDigitale' | 'digitaleInDubbio'> {
  const { domicilioDigitale: valore, domicilioDigitaleDal: dal } = fatto.dati;
  const noti = prima.domicilioDigitale ?? [];
  if (valore !== undefined) {
    const riserva = fatto.decorrenza ?? giornoNoto(fatto) ?? null;
    const domicilioDigitale = posa(noti, { valore, dal, riserva }, (a, b) => a.toLowerCase() === b.toLowerCase());
    return { domicilioDigitale, digitaleInDubbio: false };
  }
  if (noti.length === 0) return {};
  if (eRevoca(fatto)) return { digitaleInDubbio: true };
  // The whole card, read after the revocation, has none: that is what was revoked.
  const revocato = eSchedaDiANPR(fatto) && prima.digitaleInDubbio === true;
  return revocato ? { domicilioDigitale: [], digitaleInDubbio: false } : {};
}

/** The digital domicile in force on that day. */
export function digitaleIl({ domicilioDigitale = [] }: StatoSoggetto, giorno: string): Periodo<string> | undefined {
  return inVigore(domicilioDigitale, giorno);
}
