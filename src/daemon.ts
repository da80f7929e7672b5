/**
 * The daemon, assembled: database, keys, appliers, jobs, and last the doors. Starts upwards, stops downwards.
 * Invariant: no door is open before everything under it works, and nothing is closed while something above still uses it.
 */
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { programBuild, programVersion } from './config.js';
import { openAttesa } from './daemon/attesa.js';
import { openDatabase } from './daemon/database.js';
import { assenzaDi } from './daemon/guardia.js';
import { openJobs } from './daemon/lavori.js';
import { type DaemonOptions, Floors } from './daemon/piani.js';
import { openDoors } from './daemon/porte.js';
import { openReaders } from './daemon/readers.js';
import { watchBundle } from './doors/ca-files.js';
import { ConfigError } from './errors.js';
import type { Database } from './store/database.js';
import { clientiANPR } from './work/anpr.js';
import { type Chiavi, watchChiavi } from './work/chiavi.js';
import { avviaEnti, type EntiAttivi, riprovaSenzaChiave } from './work/enti-attivi.js';
import { openLetture } from './work/letture-isolate.js';
import { avvisiCron, checkCron } from './work/schedule-cron.js';

export type { DaemonOptions } from './daemon/piani.js';

export interface Daemon {
  /** Address of the server, with the port actually bound. */
  readonly url: string;
  /** Closes the doors, stops the jobs, finishes the batch in hand, closes the database. Idempotent. */
  stop(): Promise<void>;
}

function openKeys({ config, log, now }: DaemonOptions, db: Database, woken: { enti?: EntiAttivi }): Chiavi {
  return watchChiavi({
    enti: config.enti,
    commonPassword: config.keystorePassword,
    log,
    onNewKeys: (ente) => {
      riprovaSenzaChiave(db, ente, now()).then(
        (retried) => {
          log.info('New keys, notifications retried', { codComune: ente.codiceIstat, retried });
          woken.enti?.sveglia(ente.codiceIstat);
        },
        (error: unknown) =>
          log.error('Notifications not retried with the new keys', { codComune: ente.codiceIstat, error }),
      );
    },
  });
}

async function assemble(o: DaemonOptions, floors: Floors): Promise<string> {
  const { config, log, now } = o;
  const ca = await watchBundle(config.firma.policy === 'ignored' ? { caFiles: [] } : config.firma, log);
  floors.add('CA bundle', ca.close);
  const readers = openReaders(o, ca);
  floors.add('readers', readers.close);
  const { leggi } = readers;
  const assenza = assenzaDi(o);
  const db = await openDatabase(o, floors, {
    receive: () => openAttesa(o, { ca, leggi }),
    manca: assenza.manca.bind(assenza),
  });
  const woken: { enti?: EntiAttivi } = {};
  const chiavi = openKeys(o, db, woken);
  floors.add('keystores', chiavi.stop);
  const letture = openLetture({
    enti: config.enti.map((e) => e.codiceIstat),
    keystores: chiavi.keystores,
    spare: true,
    log,
  });
  floors.add('readers of contents', letture.close);
  const owner = `${hostname()}:${process.pid}:${randomUUID()}`;
  const enti = avviaEnti({
    db,
    enti: config.enti,
    lettore: letture.lettore,
    log,
    now,
    owner,
    settings: config.loop,
    firma: config.firma,
    regoleProgramma: programBuild().rules,
  });
  floors.add('appliers', enti.stop);
  woken.enti = enti;
  const client = clientiANPR(config.enti, {
    commonPassword: config.keystorePassword,
    version: programVersion(),
    now,
    log,
  });
  const assembled = { db, chiavi, ca, leggi, enti, letture, client, assenza };
  openJobs(o, assembled, floors);
  return openDoors(o, assembled, floors);
}

/**
 * Starts the daemon.
 * @throws ConfigError what only starting shows (cron, port, certificates); InfrastructureError the database stayed away
 */
export async function startDaemon(o: DaemonOptions): Promise<Daemon> {
  const { config, log } = o;
  const cron = checkCron(config.jobs);
  if (cron.length > 0) throw new ConfigError(cron);
  for (const { key, value } of avvisiCron(config.jobs))
    log.warn('Job between two and three in the night, an hour that two nights a year skip or have twice', {
      key,
      cron: value,
    });
  if (config.firma.policy === 'ignored')
    log.warn('Signatures are NOT verified: anybody can send notifications', { policy: config.firma.policy });
  const floors = new Floors(log);
  try {
    const url = await assemble(o, floors);
    log.info('Started', { url, path: config.server.path, enti: config.enti.map((e) => e.codiceIstat) });
    return { url, stop: () => floors.close() };
  } catch (error) {
    await floors.close();
    throw error;
  }
}
