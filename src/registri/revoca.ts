/**
 * A revocation (5013) says of whom and not of what (modello-dati A.2, E.8): what a person holds that can be revoked is in
 * doubt until ANPR's own card, read afterwards, has it or has it no more.
 * Invariant: only a document that could have said it takes anything away.
 */
import type { Fatto } from '../anpr/fatto.js';

const REVOCA = '5013';

export const eRevoca = ({ operazione }: Fatto): boolean => operazione === REVOCA;

/** A card as ANPR gives it: what it lacks is not there. A file of the comune has an id of ours, which is no number. */
export const eSchedaDiANPR = ({ tipo, idNotificaANPR }: Fatto): boolean =>
  tipo === 'SCHEDA' && /^\d+$/.test(idNotificaANPR);

/** True for a message that says one of the things that can be revoked. */
export const diceDiRevocabile = ({ dati }: Fatto): boolean =>
  dati.domicilioDigitale !== undefined ||
  dati.separazione !== undefined ||
  dati.separata !== undefined ||
  dati.permessoSoggiorno !== undefined;
