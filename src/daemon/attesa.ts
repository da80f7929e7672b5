/**
 * The receiver while the database stays away at the start: notifications wait in the spool, acknowledged, until it is there.
 * Invariant: nothing is taken that the daemon will not find again: only into the spool of the one installation that is known
 * to use the folder, and closed before the real doors open.
 */
import { createApp } from '../doors/app.js';
import type { BundleOsservato } from '../doors/ca-files.js';
import { createHealth } from '../doors/health.js';
import { openServer } from '../doors/https-server.js';
import { createSoapReceiver, type PortaInbox } from '../doors/soap-receiver.js';
import { checkKey } from '../store/inbox.js';
import { apriSpoolNoto } from '../store/spool/sommario.js';
import type { Spool } from '../store/spool/spool.js';
import { codiciDi } from '../work/enti.js';
import type { DaemonOptions } from './piani.js';
import { receiverSettings } from './porte.js';

/** Doors that only the spool stands behind. */
export interface Attesa {
  /** Finishes what is under way and gives the port back. */
  close(): Promise<void>;
}

function spoolOnly({ config }: DaemonOptions, spool: Spool): PortaInbox {
  const codici = new Set(config.enti.flatMap(codiciDi));
  return {
    salva: async (notifica) => {
      checkKey(notifica);
      await spool.conserva(notifica);
      return 'spool';
    },
    // The log has it; its table is in the database.
    rifiuta: async () => undefined,
    codiciEnti: () => codici,
  };
}

/**
 * Opens them; null when there is no spool or nobody knows whose it is (a first start, or several installations in one folder).
 * @throws ConfigError the port is taken
 */
export async function openAttesa(o: DaemonOptions, ca: BundleOsservato): Promise<Attesa | null> {
  const { config, log, now, onFatal } = o;
  const spool = config.spool.enabled ? await apriSpoolNoto(config.spool) : undefined;
  if (spool === undefined) return null;
  const inbox = spoolOnly(o, spool);
  const porte = { inbox, now, log, fatale: onFatal, firmatario: ca.nota };
  const receiver = await createSoapReceiver(receiverSettings(o, ca), porte);
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
