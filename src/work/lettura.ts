/**
 * From the bytes of a stored notification to what it says: open, then read. No database here.
 * Invariant: every failure is an error that `fateOf` knows; nothing of the content goes into its text.
 */
import { chiaviDi } from '../anpr/fatto.js';
import { NotificaError, StatoLocaleError } from '../errors.js';
import { type Lettura, leggi } from '../notifiche/index.js';
import type { Nota } from '../notifiche/tipo.js';
import { apriContenuto, type ChiaveUsata, LIMITI_CONTENUTO } from '../soap/contenuto.js';
import type { Keystore } from '../soap/keystore.js';
import type { NotificaConContenuto, NotificaInbox } from '../store/inbox.js';

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

/** People, or sections, of one notification: they are applied in one transaction. The largest convivenze have some thousands. */
const MAX_DETTE = 5_000;
/** What they take, a hundred and more elements each. A file of a whole comune has more, and is no notification. */
const LIMITI = { ...LIMITI_CONTENUTO, maxElementi: 400_000 };
/** Different things to tell about one notification, and the longest name of a rule: both become rows. */
const MAX_NOTE = 100;
const MAX_REGOLA = 60;

function brevi(note: readonly Nota[]): Nota[] {
  const diverse = new Map(note.map((n) => [`${n.regola}/${n.descrizione}`, n]));
  return [...diverse.values()].slice(0, MAX_NOTE).map((n) => ({ ...n, regola: n.regola.slice(0, MAX_REGOLA) }));
}

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
  const { elemento, chiaveUsata } = apriContenuto(n.contenuto, keystores, LIMITI);
  const lettura = leggi(elemento, {
    tipoNotifica: n.tipoNotifica,
    idNotificaANPR: n.idOperazioneANPR,
    dataOraRichiesta: n.dataOraRichiesta,
  });
  const dette = Math.max(lettura.fatti.length, lettura.sezioni?.length ?? 0);
  if (dette > MAX_DETTE) {
    throw new NotificaError('CONTENUTO_TROPPO_GRANDE', `parla di ${dette} persone o sezioni: più di ${MAX_DETTE}`);
  }
  const anonimi = lettura.fatti.filter((f) => chiaviDi(f).length === 0).length;
  if (anonimi > 0) {
    throw new StatoLocaleError(
      `${anonimi === 1 ? '1 persona' : `${anonimi} persone`} su ${lettura.fatti.length} senza idSchedaSoggettoANPR, idANPR né codice fiscale: cercarle in ANPR`,
    );
  }
  return { lettura: { ...lettura, note: brevi(lettura.note) }, ...(chiaveUsata !== undefined && { chiaveUsata }) };
}

/** Parked because it ends whatever opens it: why it is not opened only to be looked at; undefined for every other. */
export const nonSiGuarda = ({ stato, motivo, messaggio }: NotificaInbox): NotificaError | undefined =>
  stato === 'parked' && motivo === 'CONTENUTO_PERICOLOSO' ? new NotificaError(motivo, messaggio ?? motivo) : undefined;

/** The same of a stored notification. @throws as `leggiContenuto` */
export function leggiNotifica(notifica: NotificaConContenuto, keystores: readonly Keystore[]): NotificaLetta {
  return { notifica, ...leggiContenuto(notifica, keystores) };
}
