/** The doors, opened last: the receiver, health, and the server that they share. */
import { setTimeout as delay } from 'node:timers/promises';
import { createApp } from '../doors/app.js';
import { createHealth, type Prontezza } from '../doors/health.js';
import { openServer } from '../doors/https-server.js';
import { type OnMiss, wrongPath } from '../doors/misses.js';
import { createSoapReceiver, type ImpostazioniReceiver } from '../doors/soap-receiver.js';
import { contaAllarmi } from '../store/allarmi.js';
import { provaPosta } from '../store/salute.js';
import type { Assembled, DaemonOptions, Floors } from './piani.js';
import { openPosta, type Posta } from './posta.js';

/** `/health/ready` answers within this time even when the database hangs. */
const READY_MS = 3_000;

/** How the receiver is set up. */
export function receiverSettings({ config }: DaemonOptions): ImpostazioniReceiver {
  const { server, risposta } = config;
  return {
    path: server.path,
    publicUrl: server.publicUrl,
    maxBodyBytes: server.maxBodyBytes,
    maxBytesInFlight: server.maxBytesInFlight,
    maxConcurrent: server.maxConcurrent,
    slotWaitMs: server.slotWaitMs,
    minBytesPerSecond: server.minBytesPerSecond,
    bodyTimeoutMs: server.requestTimeoutMs,
    campoRisposta: risposta.campo,
  };
}

/** Anybody may ask, as often as he likes: whoever asks while a question is under way has its answer. */
export function oneAtATime<T>(ask: () => Promise<T>): () => Promise<T> {
  let underWay: Promise<T> | undefined;
  return () => {
    underWay ??= ask().finally(() => {
      underWay = undefined;
    });
    return underWay;
  };
}

const codeOf = (error: unknown): string => {
  const { codice } = (error ?? {}) as { codice?: unknown };
  return typeof codice === 'string' && codice !== '' ? ` (${codice})` : '';
};

/** With a spool that has room notifications are taken, whatever the database does. */
async function readiness({ config }: DaemonOptions, { db, chiavi }: Assembled, posta: Posta): Promise<Prontezza> {
  const timeout = delay(READY_MS, { database: 'nessuna risposta', allarmi: 'non si sa' }, { ref: false });
  const answer = provaPosta(db)
    .then(() => db.transaction(contaAllarmi))
    .then(
      (aperti) => ({ database: 'ok', allarmi: aperti === 0 ? 'nessuno' : `${aperti} aperti` }),
      // Anybody may ask: the code and no more; the reason is in the log, in «stato» and in the alarm.
      (error: unknown) => ({ database: `non disponibile${codeOf(error)}`, allarmi: 'non si sa' }),
    );
  const { database, allarmi } = await Promise.race([answer, timeout]);
  const keystores = config.enti.map((e): [string, string] => [
    `keystore ${e.codiceIstat}`,
    chiavi.keystores(e.codiceIstat).length > 0 ? 'ok' : 'manca: le notifiche sono conservate e attendono',
  ]);
  const spool = await posta.spool().catch(() => ({ prende: false, dettaglio: 'non si legge' }));
  const dettagli = { database, allarmi, spool: spool?.dettaglio ?? 'non attivo', ...Object.fromEntries(keystores) };
  return { ok: database === 'ok' || spool?.prende === true, dettagli };
}

export async function openDoors(o: DaemonOptions, a: Assembled, floors: Floors): Promise<string> {
  const { config, log, now } = o;
  const posta = await openPosta(o, a, floors);
  const receiver = await createSoapReceiver(receiverSettings(o), {
    inbox: posta.porta,
    leggi: a.leggi,
    now,
    log,
    firmatario: a.ca.nota,
  });
  const health = config.health.enabled ? [createHealth({ pronto: oneAtATime(() => readiness(o, a, posta)) })] : [];
  const onMiss: OnMiss = (motivo, mittente) =>
    posta.conta({ motivo, mittente: mittente ?? null, ricevutoIl: now().toISOString() });
  const app = createApp(receiver.handler, [...health, wrongPath(onMiss)], log);
  const server = await openServer(app, { ...config.server, onMiss }, log);
  floors.add('doors', () => {
    receiver.ferma();
    return server.close();
  });
  return server.url;
}
