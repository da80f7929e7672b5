/**
 * Sides (c) and (d), and the daemon whole: our receiver, our inbox, our applier, assembled as in service, log included.
 * Invariant: the settings are those of `config/default.json`; only TLS is left out, on every side.
 */
import { createApp } from '../src/doors/app.js';
import { openServer } from '../src/doors/https-server.js';
import { createSoapReceiver } from '../src/doors/soap-receiver.js';
import { createLog } from '../src/log.js';
import { openChiamate } from '../src/soap/chiamate-isolate.js';
import type { PolicyFirma } from '../src/soap/firma.js';
import { type Keystore, openKeystore } from '../src/soap/keystore.js';
import { Database, type DatabaseConfig } from '../src/store/database.js';
import { createInbox, type Inbox } from '../src/store/inbox.js';
import { createRifiuti, type Rifiuti } from '../src/store/rifiuti.js';
import { type LettureIsolate, openLetture } from '../src/work/letture-isolate.js';
import { avviaLoop, type Loop } from '../src/work/loop.js';
import type { Chiavi } from './chiavi.js';
import { servi } from './figlio.js';
import { PERCORSO } from './raffica.js';
import { apriSonda } from './sonda.js';

const LOOP = {
  batchSize: 100,
  pollMs: 5_000,
  leaseTtlMs: 30_000,
  retry: { maxAttempts: 8, firstDelayMs: 1_000, maxDelayMs: 3_600_000 },
};
const RECEIVER = {
  path: PERCORSO,
  publicUrl: null,
  campoRisposta: 'entrambi',
  maxBodyBytes: 33_554_432,
  bodyTimeoutMs: 60_000,
  minBytesPerSecond: 4_096,
  maxConcurrent: 64,
  slotWaitMs: 10_000,
  maxBytesInFlight: 134_217_728,
} as const;
const REJECTION_ROWS = 10_000;
const RETE = {
  host: '127.0.0.1',
  port: 0,
  tls: null,
  maxConnections: 512,
  headersTimeoutMs: 15_000,
  requestTimeoutMs: 60_000,
  shutdownTimeoutMs: 20_000,
} as const;
const READERS = { threads: 2, deadlineMs: 5_000, heapMb: 192 } as const;
const PROVA = { idOperazioneANPR: ['999999'], codDestinatario: ['888888'] } as const;

interface Aperto {
  readonly db: Database;
  readonly inbox: Inbox;
  readonly rifiuti: Rifiuti;
}

const sonda = apriSonda();
const log = createLog({ level: 'info' });
let aperto: Aperto | undefined;
let keystore: Keystore | undefined;
let loop: Loop | undefined;
let codComune = '';

const ilDatabase = (): Aperto => aperto as Aperto;

/** Changes database, migrated and empty; the process stays the same, warm. */
async function passa(config: DatabaseConfig): Promise<void> {
  await aperto?.db.close();
  const db = await Database.open(config);
  await db.migrate();
  aperto = { db, inbox: createInbox(db), rifiuti: createRifiuti(db, { massimo: REJECTION_ROWS }) };
}

async function apri(s: { config: DatabaseConfig; chiavi: Chiavi; codComune: string; policy: PolicyFirma }) {
  codComune = s.codComune;
  keystore = openKeystore(s.chiavi.comuneP12, s.chiavi.password, '999001-CO-9999.p12');
  await passa(s.config);
  const fiducia = { files: [{ nome: 'ca.pem', pem: s.chiavi.caPem }] };
  const regole = {
    maxBodyBytes: RECEIVER.maxBodyBytes,
    codiciEnti: [codComune],
    prova: PROVA,
    firma: { policy: s.policy, fiducia, acceptSha1: false, timestampToleranceMs: 300_000 },
  };
  const { leggi } = openChiamate(() => regole, { ...READERS, log });
  const receiver = await createSoapReceiver(RECEIVER, {
    inbox: {
      salva: async (n) => {
        const esito = await ilDatabase().inbox.salva(n);
        loop?.sveglia();
        return esito;
      },
      rifiuta: (r) => ilDatabase().rifiuti.registra(r),
    },
    leggi,
    now: () => new Date(),
    log,
  });
  const { port } = await openServer(createApp(receiver.handler, [], log), RETE, log);
  return port;
}

let aperte: LettureIsolate | undefined;
/** The threads that open contents; they start with the first. */
function letture(): LettureIsolate {
  const chiavi = keystore === undefined ? [] : [keystore];
  aperte ??= openLetture({ enti: [codComune], keystores: () => chiavi, spare: true, log });
  return aperte;
}

/** Starts the applier as the daemon does. */
function applica(): void {
  loop = avviaLoop({
    db: ilDatabase().db,
    codComune,
    codici: new Set([codComune]),
    lettore: letture().lettore(codComune),
    log,
    now: () => new Date(),
    owner: `banco-${process.pid}-${Date.now()}`,
    settings: LOOP,
  });
}

async function riposa(): Promise<void> {
  await loop?.stop();
  loop = undefined;
}

const commit = async (): Promise<number> => (await ilDatabase().db.info()).commitMs;

servi({ apri, commit, passa, applica, riposa, azzera: sonda.azzera, leggi: sonda.leggi });
