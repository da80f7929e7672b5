/** The daemon whole, over real sockets: receives, applies, waits for keys, stops in order. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect as connectTcp, type Socket } from 'node:net';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config.js';
import { type Daemon, startDaemon } from '../../src/daemon.js';
import { ConfigError } from '../../src/errors.js';
import type { Log, LogMeta } from '../../src/log.js';
import {
  creaComune,
  creaPki,
  creaStoria,
  type EsitoInvio,
  invia,
  type NotificaSimulata,
  notificaDiProva,
  type Pki,
} from '../../src/simulatore/index.js';
import { azioni } from '../../src/store/audit.js';
import { elenca } from '../../src/store/inbox.js';
import { get } from '../../src/work/doctor/rete.js';
import { fuoriServizioDal } from '../../src/work/riepilogo.js';
import { banco, ISTAT } from './banco.js';

const b = banco();
let pki: Pki;
let storia: NotificaSimulata[];
beforeAll(async () => {
  const oggi = new Date().toISOString().slice(0, 10);
  pki = await creaPki({ codiciIstat: [ISTAT], now: new Date() });
  storia = creaStoria(creaComune({ seed: 'demone', codiceIstat: ISTAT, nome: 'Prova', abitanti: 150, oggi }), oggi);
});

const righe: { level: string; message: string; meta: LogMeta | undefined }[] = [];
const scrivi = (level: string) => (message: string, meta?: LogMeta) => void righe.push({ level, message, meta });
const log: Log = { error: scrivi('error'), warn: scrivi('warn'), info: scrivi('info'), debug: scrivi('debug') };
const detto = (message: string): boolean => righe.some((r) => r.message === message);

let demone: Daemon | undefined;
afterEach(async () => {
  await demone?.stop();
  demone = undefined;
  righe.length = 0;
});

function mettiKeystore(): void {
  const k = pki.comuni[0]!;
  writeFileSync(join(b.dir, 'chiavi', `${ISTAT}-CO-9999.password`), k.password);
  writeFileSync(join(b.dir, 'chiavi', k.nomeFile), k.p12);
}

function installa(altro: object = {}): void {
  mkdirSync(join(b.dir, 'chiavi'));
  writeFileSync(join(b.dir, 'ca.pem'), pki.caPem);
  writeFileSync(join(b.dir, 'cert.pem'), pki.tls.certPem);
  writeFileSync(join(b.dir, 'chiave.pem'), pki.tls.chiavePem);
  const tls = { certFile: 'cert.pem', keyFile: 'chiave.pem' };
  b.configura({ firma: { caFiles: ['ca.pem'] }, server: { host: '127.0.0.1', port: 0, tls }, ...altro });
}

async function avvia(): Promise<Daemon> {
  const signal = new AbortController().signal;
  const config = loadConfig({ file: b.config, env: {} });
  demone = await startDaemon({ config, log, now: () => new Date(), signal });
  return demone;
}

const manda = ({ url }: Daemon, notifiche: readonly NotificaSimulata[], altro: object = {}): Promise<EsitoInvio> =>
  invia(notifiche, {
    url: `${url}/anpr/n000`,
    caTls: pki.caPem,
    seed: 'demone',
    minutoMs: 1,
    parallele: 4,
    mittente: pki.anpr,
    codDestinatario: ISTAT,
    certDestinatario: pki.comuni[0]!.certPem,
    now: () => new Date(),
    ...altro,
  });

const stati = async (): Promise<string[]> => {
  const n = await b.conDb((db) => db.transaction((tx) => elenca(tx, { codComune: ISTAT, limit: 1_000 })));
  return [...new Set(n.map((r) => `${r.stato} ${r.motivo ?? ''}`.trim()))];
};

describe('a daemon', () => {
  it('acknowledges over HTTPS what is signed, applies it, and stores the test notification apart', async () => {
    installa();
    mettiKeystore();
    const d = await avvia();
    const esito = await manda(d, [notificaDiProva(new Date().toISOString()), ...storia], { quotaDuplicati: 0.2 });
    expect([esito.acquisite, esito.duplicatiRifiutati]).toEqual([storia.length + 1, 0]);
    await expect.poll(stati, { timeout: 20_000 }).toEqual(expect.not.arrayContaining(['pending']));
    expect((await stati()).toSorted()).toEqual(['applied', 'prova']);
    expect((await get(new URL(`${d.url}/health/ready`))).status).toBe(200);
  });

  it('leaves a counted trace of a wrong path, failed TLS and plain HTTP on the TLS port, with the last one in stato', async () => {
    installa();
    const d = await avvia();
    const url = new URL(d.url);
    for (let i = 0; i < 2; i++) expect((await get(new URL('/anpr/n0000', d.url))).status).toBe(404);
    const finito = (s: Socket): Promise<void> =>
      new Promise((resolve) => {
        s.on('error', () => resolve()).on('close', () => resolve());
        s.resume();
      });
    const porta = { port: Number(url.port), host: '127.0.0.1' };
    const inChiaro = connectTcp(porta);
    inChiaro.write('POST /anpr/n000 HTTP/1.1\r\nHost: prova\r\n\r\n');
    await finito(inChiaro);
    await finito(connectTls({ ...porta, servername: 'localhost', ca: [] }));
    const vecchio = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    await finito(connectTls({ ...porta, ...vecchio }));
    const conteggi = async () =>
      (await b.conDb((db) => fuoriServizioDal(db, '2026-01-01'))).map((c) => `${c.motivo} ${c.quante}`);
    await expect
      .poll(conteggi, { timeout: 20_000 })
      .toEqual(['HTTP_SU_TLS 1', 'PERCORSO 2', 'TLS_FALLITO 1', 'TLS_INTERROTTO 1']);
    const { out } = await b.allinea('stato');
    expect(out).toMatch(/percorso sbagliato .*: 2, l’ultima volta il .* da (::ffff:)?127\.0\.0\.1/);
    expect(out).toMatch(/HTTP in chiaro sulla porta TLS .*: 1, l’ultima volta/);
    expect(out).toContain('Chiamate rifiutate nelle ultime 24 ore: nessuna');
  });

  it('parks what no key opens and applies it by itself when the keystore is put into the folder', async () => {
    installa();
    const d = await avvia();
    const una = storia.slice(0, 3);
    expect((await manda(d, una)).acquisite).toBe(3);
    await expect.poll(stati, { timeout: 20_000 }).toEqual(['parked CHIAVE_MANCANTE']);
    mettiKeystore();
    await expect.poll(stati, { timeout: 20_000 }).toEqual(['applied']);
    const fatte = await b.conDb((db) => db.transaction((tx) => azioni(tx, { limit: 10 })));
    expect(fatte).toMatchObject([{ attore: 'allinea', azione: 'riprova', oggetto: `ente:${ISTAT}` }]);
  });

  it('refuses unsigned calls under the policy required and keeps nothing of them but the refusal', async () => {
    installa();
    const d = await avvia();
    const esito = await manda(d, storia.slice(0, 1), { mittente: null });
    expect(esito.acquisite).toBe(0);
    expect(Object.keys(esito.esiti)).toEqual(['5']);
    expect(await stati()).toEqual([]);
  });

  it('goes on after a stop where it was, and a stopped daemon answers nobody', async () => {
    installa();
    mettiKeystore();
    const primo = await avvia();
    await manda(primo, storia.slice(0, 5));
    await primo.stop();
    await expect(get(new URL(`${primo.url}/health/live`))).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    const secondo = await avvia();
    await expect.poll(stati, { timeout: 20_000 }).toEqual(['applied']);
    expect((await manda(secondo, storia.slice(0, 5))).acquisite).toBe(5);
    expect(await stati()).toEqual(['applied']);
  });

  it('warns at every start when signatures are ignored', async () => {
    b.configura({});
    await avvia();
    expect(detto('Signatures are NOT verified: anybody can send notifications')).toBe(true);
  });

  it('logs nothing of any content', async () => {
    installa();
    mettiKeystore();
    const d = await avvia();
    await manda(d, storia.slice(0, 20));
    const testo = JSON.stringify(righe);
    const cognomi = storia
      .slice(0, 20)
      .flatMap((n) => [...n.contenuto().matchAll(/<cognome>([^<]+)</g)].map((m) => m[1] ?? ''));
    expect(cognomi.length).toBeGreaterThan(0);
    expect(cognomi.filter((c) => testo.includes(`"${c}"`) || testo.includes(`>${c}<`))).toEqual([]);
  });
});

describe('a start that fails', () => {
  it('a port that is taken is a ConfigError and leaves nothing open', async () => {
    installa();
    const primo = await avvia();
    const { port } = new URL(primo.url);
    const config = JSON.parse(readFileSync(b.config, 'utf8')) as { server: { port: number } };
    config.server.port = Number(port);
    b.configura(config);
    const fermo = primo.stop.bind(primo);
    await expect(avvia()).rejects.toThrow(ConfigError);
    await fermo();
  });

  it('a cron expression without meaning stops the start', async () => {
    b.configura({ jobs: { calendar: '99 0 * * *' } });
    await expect(avvia()).rejects.toThrow(/jobs\.calendar/);
  });
});
