import { spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { renameSync, writeFileSync } from 'node:fs';
import { connect as connectTcp } from 'node:net';
import { type ConnectionOptions, connect } from 'node:tls';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type ImpostazioniServer, openServer, type ServerAperto } from '../../src/doors/https-server.js';
import { notListening } from '../../src/doors/not-listening.js';
import { ConfigError } from '../../src/errors.js';
import { createCa, issue, tempFolder } from '../soap/pki.js';
import { call, LogDiProva, talk } from './banco.js';

const ca = createCa('CA Pubblica di Prova');
const primo = issue({ cn: 'localhost', host: 'localhost' }, ca);
const secondo = issue({ cn: 'localhost', host: 'localhost' }, ca);
const folder = tempFolder();
const log = new LogDiProva();
const aperti: ServerAperto[] = [];

const BASE: ImpostazioniServer = {
  host: '127.0.0.1',
  port: 0,
  tls: null,
  maxConnections: 512,
  headersTimeoutMs: 400,
  requestTimeoutMs: 800,
  shutdownTimeoutMs: 2000,
};
const chiaveEc = (): string =>
  String(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }));
const files = (nome: string, i = primo): { certFile: string; keyFile: string } => ({
  certFile: folder.write(`${nome}.crt.pem`, i.cert),
  keyFile: folder.write(`${nome}.key.pem`, i.key),
});

async function open(
  s: Partial<ImpostazioniServer>,
  listener: Parameters<typeof openServer>[0] = (_, res) => res.end('ok'),
): Promise<ServerAperto> {
  const server = await openServer(listener, { ...BASE, ...s }, log);
  aperti.push(server);
  return server;
}
afterEach(async () => {
  await Promise.all(aperti.splice(0).map((s) => s.close()));
});

function handshake(port: number, o: ConnectionOptions): Promise<{ protocollo: string; serial: string }> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', servername: 'localhost', ca: ca.cert, ...o }, () => {
      const esito = { protocollo: socket.getProtocol() ?? '', serial: socket.getPeerCertificate().serialNumber };
      socket.destroy();
      resolve(esito);
    });
    socket.on('error', reject);
  });
}
/** What `openssl s_client` says of a conversation in which it was given these commands (`R` renegotiates, `Q` ends). */
function openssl(port: number, args: readonly string[], comandi: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const client = spawn('openssl', ['s_client', '-connect', `127.0.0.1:${port}`, ...args]);
    let detto = '';
    const ascolta = (pezzo: Buffer): void => {
      detto += pezzo.toString('latin1');
    };
    client.stdout.on('data', ascolta);
    client.stderr.on('data', ascolta);
    client.on('error', reject).on('close', () => resolve(detto));
    client.stdin.on('error', () => {}).end(comandi);
  });
}
const serialOf = async (s: ServerAperto): Promise<string> => (await handshake(s.port, {})).serial;

describe('TLS', () => {
  it('speaks 1.2 and 1.3 and refuses 1.1', async () => {
    const s = await open({ tls: files('versioni') });
    expect((await handshake(s.port, { maxVersion: 'TLSv1.2' })).protocollo).toBe('TLSv1.2');
    expect((await handshake(s.port, {})).protocollo).toBe('TLSv1.3');
    const vecchio = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    await expect(handshake(s.port, vecchio)).rejects.toThrow();
  });

  it.each([
    ['RSA key exchange', 'AES256-GCM-SHA384:AES128-GCM-SHA256:AES256-SHA256:AES128-SHA:@SECLEVEL=0'],
    ['finite-field Diffie-Hellman', 'DHE-RSA-AES256-GCM-SHA384:DHE-RSA-AES128-SHA:@SECLEVEL=0'],
    ['SHA-1', 'ECDHE-RSA-AES128-SHA:ECDHE-RSA-AES256-SHA:@SECLEVEL=0'],
  ])('has no cipher without forward secrecy or of another age: %s', async (_, ciphers) => {
    const s = await open({ tls: files('cifrari') });
    await expect(handshake(s.port, { maxVersion: 'TLSv1.2', ciphers })).rejects.toThrow(/handshake failure/);
  });

  it('understands a caller of the age of Java 7 and every later one', async () => {
    const s = await open({ tls: files('eta') });
    for (const ciphers of ['ECDHE-RSA-AES128-SHA256', 'ECDHE-RSA-AES128-GCM-SHA256', 'ECDHE-RSA-AES256-GCM-SHA384'])
      expect((await handshake(s.port, { maxVersion: 'TLSv1.2', ciphers })).protocollo).toBe('TLSv1.2');
  });

  it('keeps no key that would open more than one conversation: no ticket is given, also after a renewal', async () => {
    const tls = files('biglietti');
    const s = await open({ tls });
    expect(await openssl(s.port, ['-tls1_2'], 'Q\n')).toContain('New, TLSv1.2');
    expect(await openssl(s.port, ['-tls1_2'], 'Q\n')).not.toContain('session ticket:');
    const prima = await serialOf(s);
    writeFileSync(tls.keyFile, secondo.key);
    writeFileSync(tls.certFile, secondo.cert);
    await vi.waitFor(async () => expect(await serialOf(s)).not.toBe(prima), { timeout: 10_000, interval: 100 });
    expect(await openssl(s.port, ['-tls1_2'], 'Q\n')).not.toContain('session ticket:');
  });

  it('answers no renegotiation, and serves others meanwhile', async () => {
    const s = await open({ tls: files('rinegozia') });
    expect(await openssl(s.port, ['-tls1_2'], 'R\n')).toMatch(/no renegotiation/i);
    expect((await call(`https://localhost:${s.port}/x`, '', { ca: ca.cert })).status).toBe(200);
  });

  it('serves the doors', async () => {
    const s = await open({ tls: files('porte'), host: '127.0.0.1' });
    const r = await call(`https://localhost:${s.port}/x`, '', { ca: ca.cert });
    expect([r.status, r.corpo.toString(), s.url]).toEqual([200, 'ok', `https://127.0.0.1:${s.port}`]);
  });

  it('takes a new certificate when the files change, without a restart and without dropping a connection', async () => {
    const tls = files('rinnovo');
    const s = await open({ tls });
    const prima = await serialOf(s);
    writeFileSync(tls.keyFile, secondo.key);
    writeFileSync(tls.certFile, secondo.cert);
    await vi.waitFor(async () => expect(await serialOf(s)).not.toBe(prima), { timeout: 10_000, interval: 100 });
    expect(log.testo).toContain('TLS certificate reloaded');
  });

  it('notices a file put in the place of the old one, as certbot does', async () => {
    const tls = files('sostituito');
    const s = await open({ tls });
    const prima = await serialOf(s);
    const nuovi = files('nuovo', secondo);
    renameSync(nuovi.keyFile, tls.keyFile);
    renameSync(nuovi.certFile, tls.certFile);
    await vi.waitFor(async () => expect(await serialOf(s)).not.toBe(prima), { timeout: 10_000, interval: 100 });
  });

  it('notices by looking where the system reports nothing', async () => {
    const tls = files('silenzioso');
    const s = await open({ tls, tlsIntervalMs: 100 });
    const prima = await serialOf(s);
    writeFileSync(tls.keyFile, secondo.key);
    writeFileSync(tls.certFile, secondo.cert);
    await vi.waitFor(async () => expect(await serialOf(s)).not.toBe(prima), { timeout: 10_000, interval: 50 });
  });

  it('keeps the old certificate and says so once when the new file is broken or does not fit its key', async () => {
    const tls = files('rotto');
    const s = await open({ tls, tlsIntervalMs: 50 });
    const prima = await serialOf(s);
    const errori = (): number => log.righe.filter((r) => r.livello === 'error').length;
    const da = errori();
    writeFileSync(tls.certFile, secondo.cert);
    await vi.waitFor(() => expect(errori()).toBe(da + 1), { timeout: 10_000 });
    expect(await serialOf(s)).toBe(prima);
    writeFileSync(tls.certFile, 'non è un certificato');
    expect(await serialOf(s)).toBe(prima);
    writeFileSync(tls.certFile, primo.cert);
    await vi.waitFor(() => expect(errori()).toBe(da + 1));
  });

  it.each([
    ['a missing file', (): object => ({ tls: { certFile: '/nessuno/c.pem', keyFile: '/nessuno/k.pem' } })],
    [
      'a key of another certificate',
      (): object => ({ tls: { certFile: files('a').certFile, keyFile: files('b', secondo).keyFile } }),
    ],
    [
      'a key of another kind than its certificate, which OpenSSL would take',
      (): object => ({ tls: { certFile: files('c').certFile, keyFile: folder.write('ec.key.pem', chiaveEc()) } }),
    ],
  ])('does not start with %s, and says that time may mend it', async (_, s) => {
    const error = await open(s()).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(ConfigError);
    expect((error as ConfigError).heals).toBe(true);
  });
});

describe('time limits', () => {
  it('a client that never finishes its headers is cut off, and others are served meanwhile', async () => {
    const s = await open({});
    const lento = talk(s.port, 'POST / HTTP/1.1\r\nHost: x\r\nX-Lento: ');
    expect((await call(`${s.url}/`, 'x')).status).toBe(200);
    expect(await lento).toMatch(/^(HTTP\/1\.1 408|$)/);
  });

  it('a client that connects and says nothing over TLS is cut off', async () => {
    const s = await open({ tls: files('muto'), headersTimeoutMs: 300, requestTimeoutMs: 300 });
    const chiuso = new Promise<void>((resolve) => {
      const socket = connectTcp(s.port, '127.0.0.1');
      socket.on('close', () => resolve());
      socket.on('error', () => {});
    });
    await chiuso;
  }, 20_000);

  it('stops when the calls under way have finished', async () => {
    let finish: (() => void) | undefined;
    const s = await open({}, (_, res) => {
      finish = () => res.end('finito');
    });
    const inCorso = call(`${s.url}/`, 'x');
    await vi.waitFor(() => expect(finish).toBeDefined());
    const chiusura = s.close();
    await expect(call(`${s.url}/`, 'x')).rejects.toThrow();
    finish?.();
    expect((await inCorso).corpo.toString()).toBe('finito');
    await chiusura;
  });

  it('stops all the same, within the bound, when one of them never finishes', async () => {
    let arrivata = false;
    const s = await open({ shutdownTimeoutMs: 200 }, () => {
      arrivata = true;
    });
    const appesa = call(`${s.url}/`, 'x');
    const esito = expect(appesa).rejects.toThrow();
    await vi.waitFor(() => expect(arrivata).toBe(true));
    await s.close();
    await esito;
  });

  it('does not wait for connections that are only kept alive', async () => {
    const s = await open({ shutdownTimeoutMs: 30_000 });
    const socket = connectTcp(s.port, '127.0.0.1');
    let letto = '';
    socket.on('data', (d) => {
      letto += d.toString();
    });
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    await vi.waitFor(() => expect(letto).toContain('200 OK'));
    await s.close();
    socket.destroy();
  }, 10_000);

  it.each([
    ['a port that another program holds', async () => ({ port: (await open({})).port }), /EADDRINUSE/, true],
    ['an address that this machine does not have', async () => ({ host: '192.0.2.1' }), /EADDRNOTAVAIL/, true],
    ['a name that is not resolved', async () => ({ host: 'nessuno.invalid' }), /ENOTFOUND|EAI_AGAIN/, true],
  ])('says that time may mend %s', async (_, s, codice, heals) => {
    const error = await open(await s()).catch((e: unknown) => e);
    expect(error).toMatchObject({ name: 'ConfigError', message: expect.stringMatching(codice), heals });
  });

  it.each(['EACCES', 'EPERM', 'EAFNOSUPPORT', 'EINVAL'])('says that no time mends %s', (codice) => {
    const problem = notListening(codice, { host: '0.0.0.0', port: 443 });
    expect(new ConfigError([problem]).heals).toBe(false);
    expect(problem.value).toBe('0.0.0.0:443');
  });
});
