/**
 * The daemon, assembled: database, keys, appliers, jobs, and last the doors. Starts upwards, stops downwards.
 * Invariant: no door is open before everything under it works, and nothing is closed while something above still uses it.
 */
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import type { Config } from './config.js';
import { createApp } from './doors/app.js';
import { type BundleOsservato, watchBundle } from './doors/ca-files.js';
import { createHealth, type Prontezza } from './doors/health.js';
import { openServer } from './doors/https-server.js';
import { createSoapReceiver, type ImpostazioniReceiver, type PortaInbox } from './doors/soap-receiver.js';
import { ConfigError, InfrastructureError, TransientError } from './errors.js';
import type { Log } from './log.js';
import { Database } from './store/database.js';
import { createInbox } from './store/inbox.js';
import { createRifiuti } from './store/rifiuti.js';
import { type Chiavi, watchChiavi } from './work/chiavi.js';
import { codiciDi } from './work/enti.js';
import { avviaEnti, type EntiAttivi, riprovaSenzaChiave } from './work/enti-attivi.js';
import { checkCron, type JobContext, startSchedule } from './work/schedule.js';

/** How often and how long the database is waited for at the start; then whoever supervises us starts us again. */
const DATABASE_PAUSE_MS = 5_000;
const DATABASE_ATTEMPTS = 60;
/** `/health/ready` answers within this time even when the database hangs. */
const READY_MS = 3_000;

export interface DaemonOptions {
  readonly config: Config;
  readonly log: Log;
  readonly now: () => Date;
  /** Aborts the wait for the database. */
  readonly signal: AbortSignal;
  /** Something is broken that only a restart mends. */
  readonly onFatal: (error: unknown) => void;
}

export interface Daemon {
  /** Address of the server, with the port actually bound. */
  readonly url: string;
  /** Closes the doors, stops the jobs, finishes the batch in hand, closes the database. Idempotent. */
  stop(): Promise<void>;
}

/** What was opened so far, closed from the top downwards whatever happens. */
class Floors {
  readonly #closers: { name: string; close: () => unknown }[] = [];
  #closing: Promise<void> | undefined;

  constructor(private readonly log: Log) {}

  add(name: string, close: () => unknown): void {
    this.#closers.push({ name, close });
  }

  close(): Promise<void> {
    this.#closing ??= this.#closeAll();
    return this.#closing;
  }

  async #closeAll(): Promise<void> {
    for (const { name, close } of this.#closers.toReversed()) {
      try {
        await close();
        this.log.debug('Closed', { step: name });
      } catch (error) {
        this.log.error('Not closed cleanly', { step: name, error });
      }
    }
  }
}

/** Opens and migrates, waiting for a server that is still starting. */
async function openDatabase({ config, log, signal }: DaemonOptions, floors: Floors): Promise<Database> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const db = await Database.open(config.database);
      floors.add('database', () => db.close());
      const done = await db.migrate();
      if (done.length > 0) log.info('Database migrated', { count: done.length });
      return db;
    } catch (error) {
      const heals = error instanceof InfrastructureError || error instanceof TransientError;
      if (!heals || attempt >= DATABASE_ATTEMPTS || signal.aborted) throw error;
      log.warn('Database not available, waiting', { attempts: attempt, error });
      await delay(DATABASE_PAUSE_MS, undefined, { signal }).catch(() => undefined);
    }
  }
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

interface Assembled {
  readonly db: Database;
  readonly chiavi: Chiavi;
  readonly ca: BundleOsservato;
  readonly enti: EntiAttivi;
}

function inboxPort({ config }: DaemonOptions, { db, enti }: Assembled, floors: Floors): PortaInbox {
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

function receiverSettings({ config }: DaemonOptions, ca: BundleOsservato): ImpostazioniReceiver {
  const { server, firma, risposta, prova } = config;
  return {
    path: server.path,
    publicUrl: server.publicUrl,
    maxBodyBytes: server.maxBodyBytes,
    maxBytesInFlight: server.maxBytesInFlight,
    maxConcurrent: server.maxConcurrent,
    bodyTimeoutMs: server.requestTimeoutMs,
    campoRisposta: risposta.campo,
    prova,
    firma: () => ({
      policy: firma.policy,
      ca: ca.bundle(),
      acceptSha1: firma.acceptSha1,
      timestampToleranceMs: firma.timestampToleranceMs,
    }),
  };
}

async function readiness({ config }: DaemonOptions, { db, chiavi }: Assembled): Promise<Prontezza> {
  const timeout = delay(READY_MS, 'nessuna risposta', { ref: false });
  const answer = db
    .transaction((tx) => tx.query('SELECT 1 AS uno'))
    .then(
      () => 'ok',
      () => 'non disponibile',
    );
  const database = await Promise.race([answer, timeout]);
  const keystores = config.enti.map((e): [string, string] => [
    `keystore ${e.codiceIstat}`,
    chiavi.keystores(e.codiceIstat).length > 0 ? 'ok' : 'manca: le notifiche sono conservate e attendono',
  ]);
  return { ok: database === 'ok', dettagli: { database, ...Object.fromEntries(keystores) } };
}

async function openDoors(o: DaemonOptions, a: Assembled, floors: Floors): Promise<string> {
  const { config, log, now, onFatal } = o;
  const inbox = inboxPort(o, a, floors);
  const receiver = await createSoapReceiver(receiverSettings(o, a.ca), { inbox, now, log, fatale: onFatal });
  const health = config.health.enabled ? [createHealth({ pronto: () => readiness(o, a) })] : [];
  const server = await openServer(createApp([receiver.router, ...health], log), config.server, log);
  floors.add('doors', () => {
    receiver.ferma();
    return server.close();
  });
  return server.url;
}

function openJobs({ config, log, now }: DaemonOptions, { db, chiavi, enti }: Assembled, floors: Floors): void {
  const context: JobContext = {
    db,
    enti: config.enti,
    log,
    now,
    keystores: chiavi.keystores,
    contentsDays: config.retention.contentsDays,
    tlsFile: config.server.tls?.certFile ?? null,
    caFiles: config.firma.policy === 'ignored' ? [] : config.firma.caFiles,
    sveglia: enti.sveglia,
  };
  const schedule = startSchedule(context, { times: config.jobs });
  floors.add('schedule', () => schedule.stop());
}

async function assemble(o: DaemonOptions, floors: Floors): Promise<string> {
  const { config, log, now } = o;
  const ca = await watchBundle(config.firma.policy === 'ignored' ? [] : config.firma.caFiles, log);
  floors.add('CA bundle', ca.close);
  const db = await openDatabase(o, floors);
  const woken: { enti?: EntiAttivi } = {};
  const chiavi = openKeys(o, db, woken);
  floors.add('keystores', chiavi.stop);
  const owner = `${hostname()}:${process.pid}:${randomUUID()}`;
  const enti = avviaEnti({
    db,
    enti: config.enti,
    keystores: chiavi.keystores,
    log,
    now,
    owner,
    settings: config.loop,
  });
  floors.add('appliers', enti.stop);
  woken.enti = enti;
  const assembled = { db, chiavi, ca, enti };
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
