/**
 * HTTP on ANPR's side of the wire: POST over kept-alive connections, with the trust in the receiver's own CA.
 * Invariant: every call ends, in an answer or in an error, within the time limit.
 */
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Messaggio } from './busta-notifica.js';

export interface OpzioniPostino {
  readonly url: string;
  /** PEM bundle the receiver's TLS certificate is checked against; absent = the system's. */
  readonly caTls?: string;
  readonly connessioni: number;
  readonly timeoutMs: number;
}

export interface RispostaHttp {
  readonly status: number;
  readonly corpo: Buffer;
}

export interface Postino {
  /** @throws Error on network failure, refused certificate, no answer in time */
  posta(messaggio: Messaggio): Promise<RispostaHttp>;
  chiudi(): void;
}

function leggi(risposta: IncomingMessage): Promise<RispostaHttp> {
  return new Promise((resolve, reject) => {
    const pezzi: Buffer[] = [];
    risposta.on('data', (pezzo: Buffer) => pezzi.push(pezzo));
    risposta.on('error', reject);
    risposta.on('aborted', () => reject(new Error('answer cut short')));
    risposta.on('end', () => resolve({ status: risposta.statusCode ?? 0, corpo: Buffer.concat(pezzi) }));
  });
}

/** Opens the connections to one endpoint, HTTPS or HTTP as the address says. */
export function apriPostino(o: OpzioniPostino): Postino {
  const url = new URL(o.url);
  const sicuro = url.protocol === 'https:';
  const comuni = { keepAlive: true, maxSockets: o.connessioni };
  const ca = o.caTls === undefined ? {} : { ca: o.caTls };
  const agent = sicuro ? new HttpsAgent({ ...comuni, ...ca, minVersion: 'TLSv1.2' }) : new HttpAgent(comuni);
  const request = sicuro ? httpsRequest : httpRequest;
  const posta = (m: Messaggio): Promise<RispostaHttp> =>
    new Promise((resolve, reject) => {
      const headers = { 'content-type': m.contentType, 'content-length': m.corpo.length, soapaction: '""' };
      const chiamata = request(url, { method: 'POST', agent, headers, timeout: o.timeoutMs }, (risposta) => {
        leggi(risposta).then(resolve, reject);
      });
      chiamata.on('timeout', () => chiamata.destroy(new Error(`no answer in ${o.timeoutMs} ms`)));
      chiamata.on('error', reject);
      chiamata.end(m.corpo);
    });
  return { posta, chiudi: () => agent.destroy() };
}
