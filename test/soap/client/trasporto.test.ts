/** The way to ANPR and back: broken, slow, endless, refused. Everything ends, by its own times, and with a class of its own. */

import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createServer as createTcp, type Server, type Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { ConfigError } from '../../../src/errors.js';
import { GuastoTrasporto } from '../../../src/soap/client/trasporto.js';
import { createCa, issue } from '../pki.js';
import { banco, busta, ca, impostazioni, ko, NOW, pronta, rifiuto, server } from './banco.js';

const b = banco();
const VERIFICA = { idOperazioneComune: '1', ticket: '1', progressivo: 1 };
const chiudere: (() => void)[] = [];
afterAll(() => {
  for (const chiudi of chiudere) chiudi();
});

async function codice(promessa: Promise<unknown>): Promise<string> {
  const e = await promessa.then(
    () => undefined,
    (errore: unknown) => errore,
  );
  return e instanceof GuastoTrasporto ? e.codice : String(e);
}

/** A server of bare TCP; what it does with a connection is the test's. */
async function tcp(come: (s: Socket) => void): Promise<string> {
  const aperti = new Set<Socket>();
  const s: Server = createTcp((socket) => {
    aperti.add(socket);
    socket.on('error', () => {});
    come(socket);
  });
  await new Promise<void>((resolve) => s.listen(0, '127.0.0.1', resolve));
  chiudere.push(() => {
    for (const socket of aperti) socket.destroy();
    s.close();
  });
  return `https://localhost:${(s.address() as AddressInfo).port}`;
}

const verso = (url: string, altro = {}) => b.client({ ...impostazioni(url), ...altro }).verifica(VERIFICA);

describe('times', () => {
  it('G57: a gateway that takes the connection and says nothing (address not enabled) ends at the connection time', async () => {
    const muto = await tcp(() => {});
    expect(await codice(verso(muto, { connectTimeoutMs: 50 }))).toBe('TEMPO_CONNESSIONE');
  });

  it('a half-open connection ends at the time of the whole call', async () => {
    b.risponde(() => {});
    expect(await codice(b.client({ callTimeoutMs: 100 }).verifica(VERIFICA))).toBe('TEMPO_RISPOSTA');
  });

  it('an answer that never ends arriving ends there too', async () => {
    b.risponde((_, res) => {
      res.write('<soapenv:Envelope');
      const goccia = setInterval(() => res.write(' '), 5);
      res.on('close', () => clearInterval(goccia));
    });
    expect(await codice(b.client({ callTimeoutMs: 100 }).verifica(VERIFICA))).toBe('TEMPO_RISPOSTA');
  });

  it('nobody there, a connection cut at once, a connection cut in the middle', async () => {
    expect(await codice(verso('https://localhost:1'))).toBe('ECONNREFUSED');
    const cade = await tcp((s) => s.destroy());
    expect(await codice(verso(cade))).toBe('ECONNRESET');
    b.risponde((_, res) => {
      res.setHeader('Content-Length', '100000');
      res.write(pronta('').slice(0, 100));
      setImmediate(() => res.destroy());
    });
    expect(await codice(b.client().verifica(VERIFICA))).toBe('ECONNRESET');
  });
});

describe('sizes', () => {
  it('an answer over the limit is stopped while it arrives, and less must be asked', async () => {
    b.risponde((_, res) => {
      const scrivi = (): void => {
        while (!res.destroyed && res.write(Buffer.alloc(65_536, 32)));
      };
      res.on('drain', scrivi);
      scrivi();
    });
    expect(await rifiuto(b.client({ maxAnswerBytes: 1_000_000 }).verifica(VERIFICA))).toBe(
      'TROPPE_OCCORRENZE RISPOSTA_TROPPO_GRANDE',
    );
  });

  it('a compressed answer is opened within the same limit, and one cut short is a failure of the way', async () => {
    const invia = (corpo: Buffer) => () =>
      b.risponde((_, res) => {
        res.setHeader('Content-Encoding', 'gzip');
        res.end(corpo);
      });
    invia(gzipSync(pronta('')))();
    expect(await b.client().verifica(VERIFICA)).toMatchObject({ esito: 'PRONTA' });
    invia(gzipSync(Buffer.alloc(2_000_000)))();
    expect(await rifiuto(b.client({ maxAnswerBytes: 1_000_000 }).verifica(VERIFICA))).toMatch(/^TROPPE_OCCORRENZE/);
    invia(gzipSync(pronta('')).subarray(0, 60))();
    expect(await codice(b.client().verifica(VERIFICA))).toBe('CODIFICA');
  });
});

describe('pages instead of answers', () => {
  it.each([
    [500, 'HTTP_500'],
    [502, 'HTTP_502'],
    [503, 'HTTP_503'],
    [429, 'HTTP_429'],
    [200, 'RISPOSTA_ILLEGGIBILE'],
  ])('HTTP %i with HTML heals by itself', async (status, atteso) => {
    b.risponde((_, res) => {
      res.statusCode = status;
      res.setHeader('Content-Type', 'text/html');
      res.end('<!DOCTYPE html><html><body><p>Servizio non disponibile<br></body></html>');
    });
    expect(await codice(b.client().verifica(VERIFICA))).toBe(atteso);
  });

  it.each([
    [403, 'ACCESSO HTTP_403'],
    [404, 'APPLICATIVO HTTP_404'],
    [302, 'APPLICATIVO HTTP_302'],
  ])('HTTP %i does not', async (status, atteso) => {
    b.risponde((_, res) => {
      res.statusCode = status;
      res.end('<html/>');
    });
    expect(await rifiuto(b.client().verifica(VERIFICA))).toBe(atteso);
  });
});

const fault11 = (faultcode: string, testo: string): string =>
  `<env:Envelope xmlns:env="http://schemas.xmlsoap.org/soap/envelope/"><env:Body><env:Fault><faultcode>${faultcode}</faultcode><faultstring>${testo}</faultstring></env:Fault></env:Body></env:Envelope>`;
const fault12 = (valore: string, testo: string): string =>
  `<env:Envelope xmlns:env="http://www.w3.org/2003/05/soap-envelope"><env:Body><env:Fault><env:Code><env:Value>${valore}</env:Value></env:Code><env:Reason><env:Text xml:lang="en-US">${testo}</env:Text></env:Reason></env:Fault></env:Body></env:Envelope>`;

describe('faults of the gateway', () => {
  const con = (xml: string, status = 500): void =>
    b.risponde((_, res) => {
      res.statusCode = status;
      res.setHeader('Content-Type', 'text/xml');
      res.end(xml);
    });

  it.each([
    ['1.1', fault11('env:Client', 'Rejected by policy. (from client)'), 'ACCESSO env:Client,POLICY'],
    ['1.2', fault12('env:Sender', 'Rejected by policy. (from client)'), 'ACCESSO env:Sender,POLICY'],
    ['1.1', fault11('env:Client', 'certificate revoked (from client)'), 'ACCESSO env:Client,CERTIFICATO_REVOCATO'],
    ['1.1', fault11('env:Client', 'Internal Error (from client)'), 'ACCESSO env:Client,MESSAGGIO_NON_CONFORME'],
    ['1.1', fault11('env:Client', 'una frase mai vista con MARIO'), 'ACCESSO env:Client'],
  ])('G57: of the client, SOAP %s, is an access refused, with a hint for the operator', async (_, xml, atteso) => {
    for (const status of [500, 200]) {
      con(xml, status);
      expect(await rifiuto(b.client().verifica(VERIFICA))).toBe(atteso);
    }
  });

  it.each([fault11('soap:Server', 'boom'), fault12('env:Receiver', 'boom')])(
    'of the server heals by itself',
    async (xml) => {
      con(xml);
      expect(await codice(b.client().verifica(VERIFICA))).toBe('FAULT_SERVER');
    },
  );

  it('is told from an application answer that carries the word', async () => {
    con(
      busta(
        '<a:Risposta4005 xmlns:a="x"><a:rispostaKO><listaErrori><errore><codiceErroreAnomalia>EN115</codiceErroreAnomalia></errore></listaErrori></a:rispostaKO></a:Risposta4005>',
      ),
      200,
    );
    expect(await rifiuto(b.client().verifica(VERIFICA))).toBe('TROPPE_OCCORRENZE EN115');
  });
});

describe('repetitions', () => {
  it('only what failed on the way is sent again, so many times', async () => {
    const righe: unknown[] = [];
    const warn = (_: string, meta: unknown): void => void righe.push(meta);
    const log = { error: warn, warn, info: warn, debug: warn };
    b.risponde((_, res) => res.destroy());
    expect(await codice(b.client({ retries: 3 }, { log }).verifica(VERIFICA))).toBe('ECONNRESET');
    expect(b.domande).toHaveLength(4);
    const riga = { domanda: '4005', idOperazioneComune: '1', code: 'ECONNRESET' };
    expect(righe).toEqual([1, 2, 3].map((attempt) => ({ ...riga, attempt })));
    for (const xml of [ko(['EN001']), ko(['999']), fault11('env:Client', 'Rejected by policy.')]) {
      b.con(xml);
      await b
        .client({ retries: 3 })
        .verifica(VERIFICA)
        .catch(() => {});
      expect(b.domande).toHaveLength(1);
    }
  });
});

describe('trust', () => {
  it('a server of another CA is not believed, and the remedy names the setting', async () => {
    const altra = createCa('Altra CA');
    const e = await b
      .client({}, { ca: () => [altra.cert] })
      .verifica(VERIFICA)
      .catch((errore: unknown) => errore);
    expect(e).toBeInstanceOf(ConfigError);
    expect((e as ConfigError).problems[0]).toMatchObject({
      key: 'anpr.caFiles',
      value: expect.stringMatching(/CERT|VERIFY/),
    });
    expect((e as ConfigError).problems[0]?.remedy).toContain('CA Postazione ANPR');
  });

  it('a new certificate of the same CA is: the CA is pinned, not the leaf (#1905, #3060)', async () => {
    const nuovo = issue({ cn: 'localhost', host: 'localhost' }, ca);
    const s = createServer({ cert: nuovo.cert, key: nuovo.key }, (_, res) => res.end(pronta('')));
    await new Promise<void>((resolve) => s.listen(0, '127.0.0.1', resolve));
    chiudere.push(() => s.close());
    expect(await verso(`https://localhost:${(s.address() as AddressInfo).port}`)).toMatchObject({ esito: 'PRONTA' });
  });

  it('shows the certificate of the comune to TLS when it is told to, and an unwanted one is an access refused', async () => {
    const visti: string[] = [];
    const apri = async (fidata: string): Promise<string> => {
      const opzioni = { cert: server.cert, key: server.key, ca: fidata, requestCert: true, rejectUnauthorized: true };
      const s = createServer(opzioni, (req, res) => {
        visti.push(String((req.socket as TLSSocket).getPeerCertificate().subject.CN));
        res.end(pronta(''));
      });
      await new Promise<void>((resolve) => s.listen(0, '127.0.0.1', resolve));
      chiudere.push(() => s.close());
      return `https://localhost:${(s.address() as AddressInfo).port}`;
    };
    await verso(await apri(ca.cert), { tlsClient: true });
    expect(visti).toEqual(['015146-CO-9999']);
    const sconosciuta = await apri(createCa('Altra CA').cert);
    expect(await rifiuto(verso(sconosciuta, { tlsClient: true }))).toMatch(/^(ACCESSO ERR_SSL|TransientError)/);
  });
});

describe('the clock', () => {
  const conData = (data: Date): void =>
    b.risponde((_, res) => {
      res.setHeader('Date', data.toUTCString());
      res.end(pronta(''));
    });

  it('G54: learns by how much ANPR is ahead, and writes the next question with its time', async () => {
    const client = b.client();
    expect(client.scartoOrologioMs()).toBe(0);
    conData(new Date(NOW.getTime() - 600_000));
    await client.verifica(VERIFICA);
    const scarto = client.scartoOrologioMs();
    expect(Math.abs(scarto + 600_000)).toBeLessThanOrEqual(1_000);
    await client.verifica(VERIFICA);
    const atteso = new Date(NOW.getTime() + scarto).toISOString();
    expect(b.domande[1]).toContain(`<wsu:Created>${atteso}</wsu:Created>`);
    expect(b.domande[1]).toContain(`<dataOraRichiesta>${atteso}</dataOraRichiesta>`);
  });

  it('a second more or less is none, and an answer without a date or with a strange one teaches nothing', async () => {
    const client = b.client();
    conData(new Date(NOW.getTime() + 999));
    await client.verifica(VERIFICA);
    expect(client.scartoOrologioMs()).toBe(0);
    b.risponde((_, res) => {
      res.setHeader('Date', 'ieri');
      res.end(pronta(''));
    });
    await client.verifica(VERIFICA);
    expect(client.scartoOrologioMs()).toBe(0);
  });

  it('learns from a refusal too: that is when it is needed', async () => {
    const client = b.client();
    b.risponde((_, res) => {
      res.setHeader('Date', new Date(NOW.getTime() + 60_000).toUTCString());
      res.end(ko(['EHR16']));
    });
    expect(await rifiuto(client.verifica(VERIFICA))).toBe('OROLOGIO EHR16');
    expect(client.scartoOrologioMs()).toBeGreaterThan(58_000);
  });
});
