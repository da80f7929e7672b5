/**
 * When the first of two different versions of a notification cannot be read, the others are tried: the first that reads takes
 * its place, and whoever looks after the systems is told.
 * Invariant: a version is counted before it is opened, like a notification; nothing of the first is lost, it is kept in the
 * place of the one that was taken.
 */
import { InfrastructureError, NotificaError } from '../errors.js';
import type { Log } from '../log.js';
import { apriAnomalie } from '../store/anomalie.js';
import { registraAzione } from '../store/audit.js';
import {
  type Copia,
  chiudiAperturaCopia,
  elencaCopie,
  leggiContenutoCopia,
  promuoviCopia,
  segnaAperturaCopia,
} from '../store/copie.js';
import type { Database, Tx } from '../store/database.js';
import type { NotificaConContenuto } from '../store/inbox.js';
import { ContenutoPericolosoError, type Lettore } from './lettore.js';
import type { NotificaLetta } from './lettura.js';
import { MAX_APERTURE } from './sorte.js';

export interface OpzioniVersioni {
  readonly db: Database;
  readonly lettore: Lettore;
  readonly scrivi: <T>(fn: (tx: Tx) => Promise<T>) => Promise<T>;
  readonly log: Log;
  readonly now: () => Date;
}

/** The notification with the bytes of the copy in the place of its own. */
const conCopia = (n: NotificaConContenuto, c: Copia, contenuto: Buffer): NotificaConContenuto => ({
  ...n,
  canale: c.canale,
  impronta: c.impronta,
  byte: c.byte,
  firma: c.firma,
  tipoNotifica: c.tipoNotifica ?? n.tipoNotifica,
  dataOraRichiesta: c.dataOraRichiesta ?? n.dataOraRichiesta,
  aperture: 0,
  contenuto,
});

/** Undefined when it does not read. @throws InfrastructureError when it cannot be opened here and now */
async function prova(o: OpzioniVersioni, n: NotificaConContenuto, c: Copia): Promise<NotificaLetta | undefined> {
  const contenuto = await o.db.transaction((tx) => leggiContenutoCopia(tx, n.id, c.copia));
  if (contenuto.byteLength === 0) return undefined;
  await o.scrivi((tx) => segnaAperturaCopia(tx, n.id, c.copia));
  try {
    return await o.lettore.leggi(conCopia(n, c, contenuto));
  } catch (error) {
    if (error instanceof ContenutoPericolosoError) return undefined;
    await o.scrivi((tx) => chiudiAperturaCopia(tx, n.id, c.copia));
    if (error instanceof InfrastructureError) throw error;
    return undefined;
  }
}

async function promuovi(o: OpzioniVersioni, n: NotificaConContenuto, { copia, perche }: Promossa): Promise<void> {
  const quando = o.now().toISOString();
  const oggetto = `notifica:${n.id}`;
  const { codDestinatario: codComune, id: notificaId } = n;
  const descrizione = `La prima versione arrivata non si legge (${perche}): è stata presa un’altra, arrivata con lo stesso identificativo. La prima è conservata accanto: «allinea mostra ${n.id}».`;
  await o.scrivi(async (tx) => {
    await promuoviCopia(tx, n.id, copia);
    const chi = { regola: 'NOTIFICA_SOSTITUITA', gravita: 'CONTROLLO', ufficio: 'SISTEMI' } as const;
    await apriAnomalie(tx, [{ ...chi, codComune, oggetto, descrizione, notificaId, apertaIl: quando }]);
    const dettaglio = JSON.stringify({ copia: copia.copia, perche });
    await registraAzione(tx, { quando, attore: 'allinea', azione: 'altra-versione', oggetto, notificaId, dettaglio });
  });
  o.log.warn('another version of the notification is taken', { codComune, notificaId, reason: perche });
}

interface Promossa {
  readonly copia: Copia;
  /** Why the first does not read: a stable word. */
  readonly perche: string;
}

/**
 * Another version that reads, in the place of the one that does not.
 * @param errore why the first does not read
 * @returns undefined when there is none: the first meets its fate
 */
export async function altraVersione(
  o: OpzioniVersioni,
  n: NotificaConContenuto,
  errore: unknown,
): Promise<NotificaLetta | undefined> {
  if (errore instanceof InfrastructureError || n.contenutoRimossoIl !== null) return undefined;
  const copie = await o.db.transaction((tx) => elencaCopie(tx, n.id));
  for (const copia of copie.filter((c) => c.aperture < MAX_APERTURE)) {
    const letta = await prova(o, n, copia);
    if (letta === undefined) continue;
    const perche = errore instanceof NotificaError ? errore.motivo : 'CONTENUTO_PERICOLOSO';
    await promuovi(o, n, { copia, perche });
    return letta;
  }
  return undefined;
}
