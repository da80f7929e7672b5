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

/** What reading needs of a stored notification, and nothing else of it. */
export type DaLeggere = Pick<
  NotificaConContenuto,
  'tipoNotifica' | 'idOperazioneANPR' | 'dataOraRichiesta' | 'contenutoRimossoIl'
> & { readonly contenuto: Uint8Array };

/** What a content says, and the key that opened it. */
export interface ContenutoLetto {
  readonly lettura: Lettura;
  readonly chiaveUsata?: ChiaveUsata;
}

/** A notification that was read. */
export interface NotificaLetta extends ContenutoLetto {
  readonly notifica: NotificaConContenuto;
}

/** Only what reading needs: it crosses to another thread. */
export const daLeggere = (n: NotificaConContenuto): DaLeggere => ({
  tipoNotifica: n.tipoNotifica,
  idOperazioneANPR: n.idOperazioneANPR,
  dataOraRichiesta: n.dataOraRichiesta,
  contenutoRimossoIl: n.contenutoRimossoIl,
  contenuto: n.contenuto,
});

/**
 * Opens and reads one content. Pure: plain data in, plain data out.
 * @throws NotificaError not opened or not understood; StatoLocaleError a person without any strong identifier
 */
export function leggiContenuto(n: DaLeggere, keystores: readonly Keystore[]): ContenutoLetto {
  if (n.contenutoRimossoIl !== null) {
    throw new NotificaError(
      'CONTENUTO_VUOTO',
      'il contenuto è stato tolto alla fine della conservazione: non si può rileggere',
    );
  }
  const { elemento, chiaveUsata } = apriContenuto(n.contenuto, keystores);
  const lettura = leggi(elemento, {
    tipoNotifica: n.tipoNotifica,
    idNotificaANPR: n.idOperazioneANPR,
    dataOraRichiesta: n.dataOraRichiesta,
  });
  const anonimi = lettura.fatti.filter((f) => chiaviDi(f).length === 0).length;
  if (anonimi > 0) {
    throw new StatoLocaleError(
      `${anonimi} persone su ${lettura.fatti.length} senza idSchedaSoggettoANPR, idANPR né codice fiscale: cercarle in ANPR`,
    );
  }
  return { lettura, ...(chiaveUsata !== undefined && { chiaveUsata }) };
}

/** The same of a stored notification. @throws as `leggiContenuto` */
export function leggiNotifica(notifica: NotificaConContenuto, keystores: readonly Keystore[]): NotificaLetta {
  return { notifica, ...leggiContenuto(notifica, keystores) };
}
