/**
 * The workbench of the client: a server on this machine that answers what a test tells it, and a client with a key.
 * Invariant: real TLS, real sockets, no waiting: whatever ends late ends by the client's own times, which are short.
 */
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll } from 'vitest';
import { createClientANPR } from '../../../src/soap/client/client.js';
import type { ImpostazioniANPR, MezziANPR } from '../../../src/soap/client/impostazioni.js';
import { type ClientANPR, RifiutoANPR } from '../../../src/soap/client/servizi.js';
import { openKeystore } from '../../../src/soap/keystore.js';
import { createCa, issue, toP12 } from '../pki.js';

export const NOW = new Date('2026-03-01T10:00:00.000Z');
export const WSDL = readFileSync(new URL('../../../src/anpr/wsdl/servizi.wsdl', import.meta.url), 'utf8');

export const ca = createCa('CA Postazione di Prova');
export const server = issue({ cn: 'localhost', host: 'localhost' }, ca);
export const comune = issue({ cn: '015146-CO-9999' }, ca);
const [chiave] = openKeystore(toP12(comune, 'segreta'), 'segreta', '015146-CO-9999.p12').chiavi;

export type Risponde = (req: IncomingMessage, res: ServerResponse, corpo: string) => void;

export interface Banco {
  /** What the server does from now on. */
  risponde(come: Risponde): void;
  /** Answers 200 text/xml with this envelope from now on. */
  con(xml: string | Uint8Array, contentType?: string): void;
  /** Bodies of the questions since the last `risponde`. */
  readonly domande: readonly string[];
  client(impostazioni?: Partial<ImpostazioniANPR>, mezzi?: Partial<MezziANPR>): ClientANPR;
  readonly url: string;
}

export function impostazioni(url: string, altro: Partial<ImpostazioniANPR> = {}): ImpostazioniANPR {
  return {
    codMittente: '015146',
    codDestinatario: 'ANPR05',
    tipoInvio: 'TEST',
    indirizzi: { '3000': `${url}/3000`, '4000': `${url}/4000`, '7001': `${url}/7001`, TestConn: `${url}/TestConn` },
    operatore: 'PRVPRV80A01F205X',
    emittente: 'XS',
    idSede: '015146',
    idPostazione: null,
    idApplicazione: null,
    indirizzoIp: '203.0.113.7',
    hash: 'sha256',
    applicativo: { nome: 'Allinea', versione: '0.1.0' },
    schedaPersona: '1',
    schedaFamiglia: '2',
    datiRichiesti: ['1'],
    connectTimeoutMs: 5_000,
    callTimeoutMs: 5_000,
    maxAnswerBytes: 8 * 1024 * 1024,
    retries: 0,
    retryDelayMs: 1,
    tlsClient: false,
    ...altro,
  };
}

export const mezzi: MezziANPR = {
  credenziale: () => chiave!,
  ca: () => [ca.cert],
  now: () => NOW,
  wsdl: WSDL,
};

/** A server for a whole file of tests. */
export function banco(): Banco {
  let come: Risponde = (_, res) => void res.end();
  let domande: string[] = [];
  let https: Server;
  let url = '';
  beforeAll(async () => {
    https = createServer({ cert: server.cert, key: server.key }, (req, res) => {
      const pezzi: Buffer[] = [];
      req.on('data', (p: Buffer) => pezzi.push(p));
      req.on('error', () => {});
      req.on('end', () => {
        const corpo = Buffer.concat(pezzi).toString('utf8');
        domande.push(corpo);
        res.setHeader('Date', NOW.toUTCString());
        come(req, res, corpo);
      });
    });
    await new Promise<void>((resolve) => https.listen(0, '127.0.0.1', resolve));
    url = `https://localhost:${(https.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    https.closeAllConnections();
    await new Promise((resolve) => https.close(resolve));
  });
  const risponde = (nuovo: Risponde): void => {
    come = nuovo;
    domande = [];
  };
  return {
    risponde,
    con: (xml, contentType = 'text/xml; charset=utf-8') =>
      risponde((_, res) => {
        res.setHeader('Content-Type', contentType);
        res.end(xml);
      }),
    get domande() {
      return domande;
    },
    get url() {
      return url;
    },
    client: (i = {}, m = {}) => createClientANPR(impostazioni(url, i), { ...mezzi, ...m }),
  };
}

/** Class and codes of a refusal, or the name of the error that is none. */
export async function rifiuto(promessa: Promise<unknown>): Promise<string> {
  const e = await promessa.then(
    () => new Error('nessun errore'),
    (error: unknown) => error as Error,
  );
  return e instanceof RifiutoANPR ? `${e.classe} ${e.codici.join(',')}` : e.name;
}

export const busta = (corpo: string): string =>
  `<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body>${corpo}</soapenv:Body></soapenv:Envelope>`;

const TESTATA = (esito: string): string =>
  '<testataRisposta><idOperazioneComune>1</idOperazioneComune><codMittente>015146</codMittente>' +
  '<codDestinatario>ANPR05</codDestinatario><operazioneRichiesta>4005</operazioneRichiesta>' +
  `<dataOraRichiesta>2026-03-01T11:00:00</dataOraRichiesta><idOperazioneANPR>4310655090</idOperazioneANPR><esitoOperazione>${esito}</esitoOperazione></testataRisposta>`;

/** A `rispostaKO` of a service with these codes (S8). */
export function ko(codici: readonly string[], servizio = '4005', ns = 'http://sogei.it/ANPR/4000estrazione'): string {
  const errori = codici
    .map((c) => {
      const [codice, tipo = 'E'] = c.split(':');
      return `<errore><codiceErroreAnomalia>${codice}</codiceErroreAnomalia><tipoErroreAnomalia>${tipo}</tipoErroreAnomalia><testoErroreAnomalia>MARIO DI PROVA PRVPRV80A01F205X</testoErroreAnomalia></errore>`;
    })
    .join('');
  return busta(
    `<a:Risposta${servizio} xmlns:a="${ns}"><a:rispostaKO>${TESTATA('XXXX')}<listaErrori>${errori}</listaErrori></a:rispostaKO></a:Risposta${servizio}>`,
  );
}

/** A `RispostaMultipla4005` with this after its header. */
export const multipla = (dentro: string): string =>
  busta(
    `<a:Risposta4005 xmlns:a="http://sogei.it/ANPR/4000estrazione"><a:RispostaMultipla4005>${TESTATA('0000')}${dentro}</a:RispostaMultipla4005></a:Risposta4005>`,
  );

/** A ready list with these items. */
export const pronta = (voci: string, fornitura = ''): string =>
  multipla(
    `<statoRichiesta>2</statoRichiesta><idOperazioneANPR>303104</idOperazioneANPR><dataDisponibilita>2026-03-01T10:00:00.000+01:00</dataDisponibilita>${fornitura}${voci}`,
  );

/** Answers of service 3002. */
export const scheda = (dentro: string, altro = ''): string =>
  busta(
    `<ns2:Risposta3002 xmlns:ns2="http://sogei.it/ANPR/3000consultazione"${altro}><ns2:Risposta3002_OK>${TESTATA('0000')}${dentro}</ns2:Risposta3002_OK></ns2:Risposta3002>`,
  );
