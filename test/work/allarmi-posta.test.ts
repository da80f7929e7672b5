/** The ways alarms leave: a real SMTP dialogue and a real HTTP call. */
import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { creaPki } from '../../src/simulatore/pki.js';
import { mandaEmail } from '../../src/work/allarmi/email.js';
import type { ImpostazioniEmail } from '../../src/work/allarmi/impostazioni.js';
import { firmaWebhook, mandaWebhook } from '../../src/work/allarmi/webhook.js';
import { apriSmtp, apriWebhook, type OpzioniSmtp, type ServerDiProva } from './smtp.js';

const ORA = new Date('2026-06-15T09:00:00.000Z');
const LETTERA = {
  subject: 'Prova: è così',
  text: 'riga\n.\n..due punti\nfine',
  messageId: '<1@allinea.invalid>',
  date: ORA,
};
const aperti: ServerDiProva[] = [];
let dir = '';
let tls: { key: string; cert: string };
let ca = '';

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'allinea-posta-'));
  const pki = await creaPki({ codiciIstat: [], now: new Date() });
  tls = { key: pki.tls.chiavePem, cert: pki.tls.certPem };
  ca = join(dir, 'ca.pem');
  writeFileSync(ca, pki.caPem);
  writeFileSync(join(dir, 'password'), 'giusta\n');
  writeFileSync(join(dir, 'sbagliata'), 'no\n');
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));
afterEach(async () => {
  for (const s of aperti.splice(0)) await s.close();
});

async function smtp(o: OpzioniSmtp = {}) {
  const server = await apriSmtp(o);
  aperti.push(server);
  const email = (altro: Partial<ImpostazioniEmail> = {}): ImpostazioniEmail => ({
    host: 'localhost',
    port: server.port,
    sicurezza: 'nessuna',
    utente: null,
    passwordFile: null,
    caFile: null,
    mittente: 'allinea@comune.invalid',
    destinatari: ['ced@comune.invalid', 'anagrafe@comune.invalid'],
    ...altro,
  });
  return { server, email };
}

describe('mail', () => {
  it('a mail arrives whole, to everybody, with its id and its dots', async () => {
    const { server, email } = await smtp();
    await mandaEmail(email(), LETTERA, 5_000);
    const [m] = server.ricevute;
    expect(m).toMatchObject({
      da: 'allinea@comune.invalid',
      a: ['ced@comune.invalid', 'anagrafe@comune.invalid'],
      cifrata: false,
    });
    expect(m?.testo).toContain('Message-ID: <1@allinea.invalid>');
    expect(m?.testo).toContain('Auto-Submitted: auto-generated');
    expect(m?.testo).toContain('riga\n.\n..due punti\nfine');
  });

  it('with STARTTLS and a password from a file nothing is said in the clear', async () => {
    const { server, email } = await smtp({ tls, utente: { nome: 'allinea', password: 'giusta' } });
    const e = email({ sicurezza: 'starttls', caFile: ca, utente: 'allinea', passwordFile: join(dir, 'password') });
    await mandaEmail(e, LETTERA, 5_000);
    expect(server.ricevute).toMatchObject([{ cifrata: true, utente: 'allinea' }]);
  });

  it('a server that offers no TLS, or one that no CA knows, gets no mail and no password', async () => {
    const chiaro = await smtp({ utente: { nome: 'allinea', password: 'giusta' } });
    const con = { sicurezza: 'starttls', utente: 'allinea', passwordFile: join(dir, 'password') } as const;
    await expect(mandaEmail(chiaro.email(con), LETTERA, 5_000)).rejects.toMatchObject({ code: 'ETLS' });
    const ignoto = await smtp({ tls, utente: { nome: 'allinea', password: 'giusta' } });
    await expect(mandaEmail(ignoto.email(con), LETTERA, 5_000)).rejects.toThrow();
    expect([...chiaro.server.ricevute, ...ignoto.server.ricevute]).toEqual([]);
  });

  it('a wrong password and a refusal are errors with their code', async () => {
    const { email } = await smtp({ utente: { nome: 'allinea', password: 'giusta' } });
    const e = email({ utente: 'allinea', passwordFile: join(dir, 'sbagliata') });
    await expect(mandaEmail(e, LETTERA, 5_000)).rejects.toMatchObject({ code: 'EAUTH', responseCode: 535 });
    const pieno = await smtp({ rifiuta: () => '452 4.3.1 full' });
    await expect(mandaEmail(pieno.email(), LETTERA, 5_000)).rejects.toMatchObject({ responseCode: 452 });
  });

  it('a server that is not there is an error within the time', async () => {
    const { server, email } = await smtp();
    const e = email();
    await server.close();
    aperti.length = 0;
    await expect(mandaEmail(e, LETTERA, 2_000)).rejects.toMatchObject({ code: 'ESOCKET' });
  });
});

describe('the webhook', () => {
  const tempo = { timeoutMs: 5_000, now: ORA };

  it('gets the document with a signature over the bytes and the instant', async () => {
    const server = await apriWebhook();
    aperti.push(server);
    writeFileSync(join(dir, 'segreto'), 'un segreto\n');
    await mandaWebhook(
      { url: `http://localhost:${server.port}/x`, segretoFile: join(dir, 'segreto') },
      { a: 'è' },
      tempo,
    );
    const [c] = server.chiamate;
    const t = ORA.getTime() / 1000;
    const mac = createHmac('sha256', 'un segreto').update(`${t}.${c?.corpo}`).digest('hex');
    expect(c?.headers['x-allinea-firma']).toBe(`t=${t},v1=${mac}`);
    expect(JSON.parse(c?.corpo ?? '')).toEqual({ a: 'è' });
    expect(firmaWebhook('altro', c?.corpo ?? '', ORA)).not.toContain(mac);
  });

  it('an answer that is not 2xx is a failure, and a redirect is not followed', async () => {
    for (const stato of [500, 302]) {
      const server = await apriWebhook(() => stato);
      aperti.push(server);
      await expect(
        mandaWebhook({ url: `http://localhost:${server.port}/`, segretoFile: null }, {}, tempo),
      ).rejects.toMatchObject({
        name: 'TransientError',
      });
      expect(server.chiamate).toEqual([]);
    }
  });
});
