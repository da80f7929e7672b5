/** Where the receiver puts notifications: the inbox of the database, which wakes the applier of the ente. */
import type { PortaInbox } from '../doors/soap-receiver.js';
import { createInbox } from '../store/inbox.js';
import { createRifiuti } from '../store/rifiuti.js';
import { codiciDi } from '../work/enti.js';
import type { Assembled, DaemonOptions, Floors } from './piani.js';

export function inboxPort({ config }: DaemonOptions, { db, enti }: Assembled, floors: Floors): PortaInbox {
  const inbox = createInbox(db);
  const rifiuti = createRifiuti(db, { massimo: config.retention.rejectionRows });
  floors.add('inbox', async () => {
    await inbox.fermo();
    await rifiuti.fermo();
  });
  const codici = new Set(config.enti.flatMap(codiciDi));
  return {
    salva: async (notifica) => {
      const esito = await inbox.salva(notifica);
      if (!notifica.prova) enti.sveglia(notifica.codDestinatario);
      return esito;
    },
    rifiuta: (rifiuto) => rifiuti.registra(rifiuto),
    codiciEnti: () => codici,
  };
}
