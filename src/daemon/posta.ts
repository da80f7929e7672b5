/**
 * Where the receiver puts notifications: the inbox of the database, which wakes the applier of the ente, with the spool
 * in front of it for when the database is away.
 */
import { join } from 'node:path';
import type { PortaInbox } from '../doors/soap-receiver.js';
import { EnvelopeError } from '../errors.js';
import { createInbox, type Inbox } from '../store/inbox.js';
import { nomeInstallazione } from '../store/installazione.js';
import { creaNonSalvate } from '../store/non-salvate.js';
import type { NotificaRicevuta } from '../store/notifica.js';
import { createRifiuti, type Rifiuti } from '../store/rifiuti.js';
import { provaScrittura } from '../store/salute.js';
import { type InboxConSpool, openInboxConSpool } from '../store/spool/inbox-con-spool.js';
import { Spool } from '../store/spool/spool.js';
import { entro } from '../store/within.js';
import type { Assembled, DaemonOptions, Floors } from './piani.js';

/** The inbox for the receiver, and what `/health/ready` says of the spool. */
export interface Posta {
  readonly porta: PortaInbox;
  /** Counts what reached the port and not the service. Never throws. */
  readonly conta: Rifiuti['conta'];
  /** Whether the spool takes notifications now, and a word about it; null without a spool. */
  spool(): Promise<{ readonly prende: boolean; readonly dettaglio: string } | null>;
}

type Deposito = Pick<InboxConSpool, 'salva' | 'fermo'> & { readonly spool: Spool | null };

/** A spool that cannot be used stops nothing: without it an absent database is answered as before, with HTTP 503. */
async function openSpool({ config, log, now }: DaemonOptions, { db }: Assembled): Promise<Spool | null> {
  const { enabled, dir, maxBytes } = config.spool;
  if (!enabled) return null;
  const spool = new Spool({ dir: join(dir, await nomeInstallazione(db, now().toISOString())), maxBytes });
  try {
    await spool.prepara();
    return spool;
  } catch (error) {
    log.error('Spool not usable: notifications are not acknowledged while the database is away', { error, path: dir });
    return null;
  }
}

async function openDeposito(o: DaemonOptions, a: Assembled, inbox: Inbox): Promise<Deposito> {
  const spool = await openSpool(o, a);
  const sveglia = (n: NotificaRicevuta): void => {
    if (!n.prova) a.enti.sveglia(n.codDestinatario);
  };
  if (spool === null) return { salva: (n) => inbox.salva(n), fermo: async () => undefined, spool };
  const conSpool = openInboxConSpool({
    inbox,
    spool,
    bussa: () => provaScrittura(a.db, o.now().toISOString()),
    log: o.log,
    databaseWaitMs: o.config.spool.databaseWaitMs,
    consegnata: sveglia,
  });
  return { salva: (n) => conSpool.salva(n), fermo: () => conSpool.fermo(), spool };
}

export async function openPosta(o: DaemonOptions, a: Assembled, floors: Floors): Promise<Posta> {
  const { config } = o;
  const inbox = createInbox(a.db);
  const rifiuti = createRifiuti(a.db, { massimo: config.retention.rejectionRows });
  const deposito = await openDeposito(o, a, inbox);
  floors.add('inbox', async () => {
    await deposito.fermo();
    await inbox.fermo();
    await rifiuti.fermo();
  });
  const nonSalvate = creaNonSalvate(rifiuti);
  const porta: PortaInbox = {
    salva: async (notifica) => {
      try {
        const esito = await deposito.salva(notifica);
        if (esito === 'spool') return esito;
        void nonSalvate.riversa();
        if (!notifica.prova) a.enti.sveglia(notifica.codDestinatario);
        return esito;
      } catch (error) {
        // A key that no column holds is refused with a code, and noted there.
        if (!(error instanceof EnvelopeError)) nonSalvate.annota(notifica);
        throw error;
      }
    },
    // Whoever is refused waits no longer for a database that hangs than whoever is accepted.
    rifiuta: (rifiuto) => entro(rifiuti.registra(rifiuto), config.spool.databaseWaitMs),
  };
  return {
    porta,
    conta: (cosa) => rifiuti.conta(cosa),
    spool: async () => (deposito.spool === null ? null : guarda(deposito.spool, config.spool.maxBytes)),
  };
}

async function guarda(spool: Spool, maxBytes: number): Promise<{ prende: boolean; dettaglio: string }> {
  const byte = await spool.byte();
  if (byte >= maxBytes) return { prende: false, dettaglio: `pieno: ${byte} byte` };
  return { prende: true, dettaglio: byte === 0 ? 'vuoto' : `${byte} byte in attesa del database` };
}
