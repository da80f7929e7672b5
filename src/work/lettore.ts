/**
 * Who opens and reads contents for the applier.
 * Invariant: an answer for every notification, or an error that says whose fault it is: `ContenutoPericolosoError` the
 * content's, because whatever opened it was ended; InfrastructureError nobody's, because nothing was opened.
 */
import { setImmediate as turno } from 'node:timers/promises';
import type { Keystore } from '../soap/keystore.js';
import type { NotificaConContenuto } from '../store/inbox.js';
import { leggiNotifica, type NotificaLetta } from './lettura.js';

/** Opening the content ended whoever opened it, or would never have ended. */
export class ContenutoPericolosoError extends Error {
  override readonly name = 'ContenutoPericolosoError';
}

export interface Lettore {
  /**
   * @throws NotificaError, StatoLocaleError as `leggiNotifica`; ContenutoPericolosoError; InfrastructureError when it cannot
   *   be opened here and now
   */
  leggi(notifica: NotificaConContenuto): Promise<NotificaLetta>;
}

/** Reads on this very thread, one after the other; whoever else waits for the thread has a turn between two. */
export function lettoreQui(keystores: () => readonly Keystore[]): Lettore {
  let prima: Promise<unknown> = Promise.resolve();
  return {
    leggi: (notifica) => {
      const questa = prima.then(() => leggiNotifica(notifica, keystores()));
      prima = questa.then(turno, turno);
      return questa;
    },
  };
}
