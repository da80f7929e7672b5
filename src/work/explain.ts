/**
 * What a notification says, and what it changed or would change: the same functions as the applier, without writing. The
 * stradario and the calendar of the rounds are looked at too: a clerk reads here what the office will be asked.
 */
import type { Lettura } from '../notifiche/index.js';
import { essenziale } from '../registri/diff.js';
import { applica } from '../registri/mondo.js';
import type { RowChange } from '../registri/righe.js';
import type { Contesto } from '../registri/stato.js';
import type { ChiaveUsata } from '../soap/contenuto.js';
import type { Keystore } from '../soap/keystore.js';
import { applicazioniDi } from '../store/audit.js';
import type { Database } from '../store/database.js';
import { leggi, type NotificaInbox } from '../store/inbox.js';
import { variazioniDellaNotifica } from '../store/variazioni.js';
import { leggiNotifica, type NotificaLetta, nonSiGuarda } from './lettura.js';
import { caricaMondo } from './mondo-locale.js';
import { apriRegistro, conTornate, daAprire, registra, type VariazioneConTornata } from './registro-variazioni.js';
import { conSezioni, sezioniDelMondo } from './stradario.js';

export interface Spiegazione {
  readonly notifica: NotificaInbox;
  /** Absent when it cannot be read: then `errore` says why. */
  readonly lettura?: Lettura & { readonly chiaveUsata?: ChiaveUsata };
  readonly errore?: { readonly nome: string; readonly messaggio: string };
  /** True: it was applied and this is what it changed. False: this is what it would change now. */
  readonly applicata: boolean;
  readonly cambi: readonly RowChange[];
  readonly variazioni: readonly VariazioneConTornata[];
}

/** Explains one notification; undefined when there is none with that id. */
export async function spiega(
  db: Database,
  id: number,
  { keystores, contesto }: { readonly keystores: readonly Keystore[]; readonly contesto: Contesto },
): Promise<Spiegazione | undefined> {
  const conContenuto = await db.transaction((tx) => leggi(tx, id));
  if (conContenuto === undefined) return undefined;
  const { contenuto: _, ...notifica } = conContenuto;
  const letta = nonSiGuarda(notifica) ?? prova(() => leggiNotifica(conContenuto, keystores));
  const lettura = letta instanceof Error ? { errore: { nome: letta.name, messaggio: letta.message } } : detta(letta);
  const effetti =
    notifica.stato === 'applied' ? await effettiAvuti(db, id) : await effettiPossibili(db, letta, contesto);
  return { notifica, ...lettura, applicata: notifica.stato === 'applied', ...effetti };
}

function prova<T>(fn: () => T): T | Error {
  try {
    return fn();
  } catch (error) {
    return error instanceof Error ? error : new Error('unknown error');
  }
}

function detta({ lettura, chiaveUsata }: NotificaLetta): Pick<Spiegazione, 'lettura'> {
  return { lettura: { ...lettura, ...(chiaveUsata !== undefined && { chiaveUsata }) } };
}

type Effetti = Pick<Spiegazione, 'cambi' | 'variazioni'>;

async function effettiAvuti(db: Database, id: number): Promise<Effetti> {
  return db.transaction(async (tx) => ({
    cambi: (await applicazioniDi(tx, id)).flatMap((a) => a.cambi),
    variazioni: await variazioniDellaNotifica(tx, id),
  }));
}

async function effettiPossibili(db: Database, letta: NotificaLetta | Error, contesto: Contesto): Promise<Effetti> {
  if (letta instanceof Error) return { cambi: [], variazioni: [] };
  const { lettura, notifica } = letta;
  return db.transaction(async (tx) => {
    const mondo = await caricaMondo(tx, { chiavi: [], nuovi: lettura.fatti }, contesto);
    const { cambi, variazioni } = applica(mondo, { fatti: lettura.fatti, carico: notifica.canale === 'CARICO' });
    const voci = variazioni.map((variazione) => ({ variazione }));
    const decise = (await conSezioni(tx, contesto.codComune, voci, sezioniDelMondo(mondo))).map((v) => v.variazione);
    const registro = await apriRegistro(tx, contesto, [...new Set(decise.map((v) => v.oggetto))]);
    for (const v of decise) registra(registro, v, { conosciutaIl: notifica.ricevutaIl, notificaId: notifica.id });
    return { cambi: cambi.map(essenziale), variazioni: await conTornate(tx, contesto, daAprire(registro)) };
  });
}
