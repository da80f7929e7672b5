/**
 * From the bytes of a stored notification to what it says: open, then read. No database here.
 * Invariant: every failure is an error that `fateOf` knows; nothing of the content goes into its text.
 */
import { chiaviDi } from '../anpr/fatto.js';
import { NotificaError, StatoLocaleError } from '../errors.js';
import { type Lettura, leggi } from '../notifiche/index.js';
import { apriContenuto, type ChiaveUsata } from '../soap/contenuto.js';
import type { Keystore } from '../soap/keystore.js';
import type { NotificaConContenuto } from '../store/inbox.js';

/** A notification that was read. */
export interface NotificaLetta {
  readonly notifica: NotificaConContenuto;
  readonly lettura: Lettura;
  readonly chiaveUsata?: ChiaveUsata;
}

/**
 * Opens and reads one notification.
 * @throws NotificaError not opened or not understood; StatoLocaleError a person without any strong identifier
 */
export function leggiNotifica(notifica: NotificaConContenuto, keystores: readonly Keystore[]): NotificaLetta {
  if (notifica.contenutoRimossoIl !== null) {
    throw new NotificaError(
      'CONTENUTO_VUOTO',
      'il contenuto è stato tolto alla fine della conservazione: non si può rileggere',
    );
  }
  const { elemento, chiaveUsata } = apriContenuto(notifica.contenuto, keystores);
  const lettura = leggi(elemento, {
    tipoNotifica: notifica.tipoNotifica,
    idNotificaANPR: notifica.idOperazioneANPR,
    dataOraRichiesta: notifica.dataOraRichiesta,
  });
  const anonimi = lettura.fatti.filter((f) => chiaviDi(f).length === 0).length;
  if (anonimi > 0) {
    throw new StatoLocaleError(
      `${anonimi} persone su ${lettura.fatti.length} senza idSchedaSoggettoANPR, idANPR né codice fiscale: cercarle in ANPR`,
    );
  }
  return { notifica, lettura, ...(chiaveUsata !== undefined && { chiaveUsata }) };
}
