/**
 * What an operator does to the inbox: look, try again, discard.
 * Invariant: only inbox rows change, never the registers, and everything done is in the operator's audit, in the same
 * transaction. Looking into a content is something done.
 */
import { NotificaError } from '../errors.js';
import { apriContenuto } from '../soap/contenuto.js';
import type { Keystore } from '../soap/keystore.js';
import { type Applicazione, applicazioniDi, registraAzione } from '../store/audit.js';
import type { Copia } from '../store/copie.js';
import type { Database } from '../store/database.js';
import {
  elenca,
  elencaCopie,
  type FiltroNotifiche,
  type FiltroRiprova,
  leggi,
  type NotificaInbox,
  riprova,
  scarta,
} from '../store/inbox.js';
import { nonSiGuarda } from './lettura.js';

/** Who acts and when. `attore` is the system user, never a citizen. */
export interface Chi {
  readonly attore: string;
  readonly now: Date;
}

/** A page of the inbox. */
export function elencaNotifiche(db: Database, filtro: FiltroNotifiche): Promise<NotificaInbox[]> {
  return db.transaction((tx) => elenca(tx, filtro));
}

/** parked → pending, recorded. Returns how many. An empty filter means every parked one. */
export function riprovaNotifiche(db: Database, filtro: FiltroRiprova, { attore, now }: Chi): Promise<number> {
  return db.transaction(async (tx) => {
    const quante = await riprova(tx, filtro, now.toISOString());
    const oggetto = filtro.ids === undefined ? `motivo:${filtro.motivo ?? 'tutte'}` : `notifiche:${filtro.ids.length}`;
    const dettaglio = JSON.stringify({ ...filtro, quante });
    await registraAzione(tx, { quando: now.toISOString(), attore, azione: 'riprova', oggetto, dettaglio });
    return quante;
  });
}

/** pending or parked → discarded, recorded with the reason. @throws StatoCambiatoError when it is neither, or came under none of `codici` */
export function scartaNotifica(
  db: Database,
  id: number,
  { now, ...come }: Chi & { motivo: string; codici?: readonly string[] },
): Promise<void> {
  return db.transaction((tx) => scarta(tx, id, { ...come, now: now.toISOString() }));
}

/** A notification as `mostra` shows it: no content. */
export interface DettaglioNotifica {
  readonly notifica: NotificaInbox;
  readonly copie: readonly Copia[];
  readonly applicazioni: readonly Pick<Applicazione, 'applicataIl' | 'codComune'>[];
}

/** One notification without its bytes and without the values it wrote; undefined when there is none. */
export function dettaglioNotifica(db: Database, id: number): Promise<DettaglioNotifica | undefined> {
  return db.transaction(async (tx) => {
    const letta = await leggi(tx, id);
    if (letta === undefined) return undefined;
    const { contenuto: _, ...notifica } = letta;
    const applicazioni = (await applicazioniDi(tx, id)).map(({ applicataIl, codComune }) => ({
      applicataIl,
      codComune,
    }));
    return { notifica, copie: await elencaCopie(tx, id), applicazioni };
  });
}

/** What is inside, or why it does not open. */
export type ContenutoMostrato = { readonly xml: string } | { readonly motivo: string; readonly messaggio: string };

/** Opens the content of a notification; the audit says who looked. Undefined when there is no such notification. */
export async function mostraContenuto(
  db: Database,
  id: number,
  { keystores, attore, now }: Chi & { keystores: (codDestinatario: string) => readonly Keystore[] },
): Promise<ContenutoMostrato | undefined> {
  const letta = await db.transaction(async (tx) => {
    const riga = await leggi(tx, id);
    const quando = now.toISOString();
    if (riga !== undefined)
      await registraAzione(tx, {
        quando,
        attore,
        azione: 'mostra-contenuto',
        oggetto: `notifica:${id}`,
        notificaId: id,
      });
    return riga;
  });
  if (letta === undefined) return undefined;
  const ferma = nonSiGuarda(letta);
  if (ferma !== undefined) return { motivo: ferma.motivo, messaggio: ferma.message };
  try {
    const aperto = apriContenuto(letta.contenuto, keystores(letta.codDestinatario));
    return { xml: Buffer.from(aperto.xml).toString('utf8') };
  } catch (error) {
    if (!(error instanceof NotificaError)) throw error;
    return { motivo: error.motivo, messaggio: error.message };
  }
}
