/**
 * Takes nothing that was pushed and not encrypted: ANPR encrypts every notification for the comune, so a plain one is of
 * somebody else (`firma.contenutiCifrati`).
 * Invariant: it is kept and parked with a reason of its own, never lost; what was fetched or imported is plain by nature.
 */
import { NotificaError } from '../errors.js';
import type { Lettore } from './lettore.js';

/** What the configuration says, and what it means where it says nothing. */
export interface RegolaCifrati {
  readonly policy: 'required' | 'if-present' | 'ignored';
  /** null: yes where signatures are required. */
  readonly contenutiCifrati: boolean | null;
}

/** The same reader, strict where the installation wants it. */
export function soloCifrati(lettore: Lettore, { policy, contenutiCifrati }: RegolaCifrati): Lettore {
  if (!(contenutiCifrati ?? policy === 'required')) return lettore;
  return {
    ...lettore,
    leggi: async (notifica) => {
      const letta = await lettore.leggi(notifica);
      if (notifica.canale !== 'N000' || letta.chiaveUsata !== undefined) return letta;
      const perche = 'spinta in chiaro, mentre ANPR cifra ogni notifica per il comune';
      throw new NotificaError('CONTENUTO_IN_CHIARO', `${perche}: accertare chi l’ha mandata (firma.contenutiCifrati)`);
    },
  };
}
