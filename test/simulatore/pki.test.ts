import { X509Certificate } from 'node:crypto';
import { createServer, get } from 'node:https';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { creaPki } from '../../src/simulatore/index.js';
import { openKeystore } from '../../src/soap/keystore.js';

const now = new Date('2026-11-22T10:00:00Z');
const pki = await creaPki({ codiciIstat: ['058999', '058998'], now });
const ca = new X509Certificate(pki.caPem);

it('every certificate is issued by the fictitious CA and valid', () => {
  const foglie = [pki.anpr, pki.tls, ...pki.comuni].map((c) => new X509Certificate(c.certPem));
  expect(ca.ca).toBe(true);
  for (const foglia of foglie) {
    expect(foglia.checkIssued(ca) && foglia.verify(ca.publicKey)).toBe(true);
    expect(foglia.ca).toBe(false);
    expect(new Date(foglia.validFrom) < now && now < new Date(foglia.validTo)).toBe(true);
  }
});

it('the keystore of a comune opens with its password and holds the key of its certificate', () => {
  for (const comune of pki.comuni) {
    expect(comune.nomeFile).toBe(`${comune.codiceIstat}-CO-9999.p12`);
    const [chiave] = openKeystore(comune.p12, comune.password, comune.nomeFile).chiavi;
    expect(chiave?.soggetto).toBe(`${comune.codiceIstat}-CO-9999`);
    expect(() => openKeystore(comune.p12, `${comune.password}x`, comune.nomeFile)).toThrow('password');
  }
  expect(pki.comuni[0]?.password).not.toBe(pki.comuni[1]?.password);
});

it('a client that trusts the CA reaches this machine by name and by address', async () => {
  const server = createServer({ key: pki.tls.chiavePem, cert: pki.tls.certPem }, (_, res) => res.end('ok'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const stato = (host: string): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      get({ host, port, ca: pki.caPem, family: 4 }, (res) => resolve(res.resume().statusCode)).on('error', reject);
    });
  expect(await stato('127.0.0.1')).toBe(200);
  expect(await stato('localhost')).toBe(200);
  server.close();
});
