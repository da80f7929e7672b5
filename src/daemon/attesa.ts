/**
 * The receiver while the database stays away at the start: notifications wait in the spool, acknowledged, until it is there.
 * Invariant: nothing is taken that the daemon will not find again: only into the spool of the one installation that is known
 * to use the folder, and closed before the real doors open.
 */
import { createApp } from '../doors/app.js';
import { createHealth } from '../doors/health.js';
import { openServer } from '../doors/https-server.js';
import { createSoapReceiver, type PortaInbox } from '../doors/soap-receiver.js';
import { checkKey } from '../store/inbox.js';
import { apriSpoolNoto } from '../store/spool/sommario.js';
import type { Spool } from '../store/spool/spool.js';
import type { Assembled, DaemonOptions } from './piani.js';
import { receiverSettings } from './porte.js';

/** Doors that only the spool stands behind. */
export interface Attesa {
  /** Finishes what is under way and gives the port back. */
  close(): Promise<void>;
}

function spoolOnly(spool: Spool): PortaInbox {
  return {
    salva: async (notifica) => {
      checkKey(notifica);
      await spool.conserva(notifica);
      return 'spool';
    },
    // The log has it; its table is in the database.
    rifiuta: async () => undefined,
  };
}

/**
 * Opens them; null when there is no spool or nobody knows whose it is (a first start, or several installations in one folder).
 * @throws ConfigError the port is taken
 */
export async function openAttesa(
  o: DaemonOptions,
  { ca, leggi }: Pick<Assembled, 'ca' | 'leggi'>,
): Promise<Attesa | null> {
  const { config, log, now } = o;
  const spool = config.spool.enabled ? await apriSpoolNoto(config.spool) : undefined;
  if (spool === undefined) return null;
  const porte = { inbox: spoolOnly(spool), leggi, now, log, firmatario: ca.nota };
  const receiver = await createSoapReceiver(receiverSettings(o), porte);
  const pronto = async () => ({
    ok: true,
    dettagli: { database: 'non disponibile', spool: `${await spool.byte()} byte` },
  });
  const health = config.health.enabled ? [createHealth({ pronto })] : [];
  const server = await openServer(createApp(receiver.handler, health, log), config.server, log);
  log.warn('Receiving into the spool until the database is there', { url: server.url });
  return {
    close: async () => {
      receiver.ferma();
      await server.close();
      await spool.chiudi();
    },
  };
}
