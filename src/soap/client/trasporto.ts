/**
 * One HTTPS call: bytes out, bytes in, within its times and its size.
 * Invariant: always ends; nothing of what travels goes into an error, only codes and lengths.
 */
import { type ClientRequest, request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { TLSSocket } from 'node:tls';
import { gunzipSync } from 'node:zlib';
import { ConfigError, TransientError } from '../../errors.js';
import { RifiutoANPR } from './servizi.js';

/** The call failed on the way: the same question, with the same number, may be sent again. */
export class GuastoTrasporto extends TransientError {
  constructor(
    /** Code of the system or ours: `ECONNREFUSED`, `TEMPO_CONNESSIONE`, `TEMPO_RISPOSTA`, `HTTP_503` … */
    readonly codice: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

export interface RispostaHttp {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly corpo: Buffer;
}

export interface OpzioniInvio {
  /** PEM. */
  readonly ca: readonly string[];
  /** Client certificate for TLS, PEM: chain and key. */
  readonly cliente?: { readonly cert: string; readonly key: string };
  readonly connectTimeoutMs: number;
  readonly callTimeoutMs: number;
  readonly maxAnswerBytes: number;
}

/** OpenSSL does not believe the server: nothing that repeating would mend. */
const SERVER_NON_CREDUTO = new Set([
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'CERT_SIGNATURE_FAILURE',
  'CERT_UNTRUSTED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'INVALID_CA',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

function nonCreduto(codice: string, host: string): ConfigError {
  const remedy =
    `il certificato TLS di ${host} non è accettato (${codice}): mettere in anpr.caFiles la CA che lo emette ` +
    '(«CA Postazione ANPR»), non il certificato stesso, e controllare la data di questa macchina';
  return new ConfigError([{ key: 'anpr.caFiles', value: codice, remedy }]);
}

/** Of the alerts of TLS those that speak of our certificate are a no; the others heal. */
function isRifiutoTls(codice: string): boolean {
  return /^ERR_SSL_.*(?:CERTIFICATE|UNKNOWN_CA|ACCESS_DENIED|HANDSHAKE_FAILURE)/.test(codice);
}

function toErrore(e: unknown, host: string): Error {
  if (e instanceof RifiutoANPR || e instanceof GuastoTrasporto || e instanceof ConfigError) return e;
  const codice = (e as NodeJS.ErrnoException).code ?? 'SCONOSCIUTO';
  if (SERVER_NON_CREDUTO.has(codice)) return nonCreduto(codice, host);
  if (isRifiutoTls(codice)) return new RifiutoANPR('ACCESSO', [codice], `TLS rifiuta il certificato (${codice})`);
  return new GuastoTrasporto(codice, `la chiamata ad ANPR non è riuscita (${codice})`, { cause: e });
}

/** An answer that is too big will be as big the next time: less must be asked. */
function troppo(max: number): RifiutoANPR {
  return new RifiutoANPR('TROPPE_OCCORRENZE', ['RISPOSTA_TROPPO_GRANDE'], `risposta oltre ${max} byte`);
}

async function raccogli(res: IncomingMessage, max: number): Promise<Buffer> {
  const pezzi: Buffer[] = [];
  let byte = 0;
  for await (const pezzo of res as AsyncIterable<Buffer>) {
    byte += pezzo.length;
    if (byte > max) throw troppo(max);
    pezzi.push(pezzo);
  }
  return Buffer.concat(pezzi);
}

/** Nobody asks for compression, some proxies do it all the same. */
function decomprimi(corpo: Buffer, codifica: string | undefined, max: number): Buffer {
  if (codifica === undefined || codifica === 'identity' || corpo.length === 0) return corpo;
  if (codifica !== 'gzip' && codifica !== 'x-gzip') {
    throw new GuastoTrasporto('CODIFICA', `risposta con Content-Encoding non previsto: ${codifica.slice(0, 30)}`);
  }
  try {
    return gunzipSync(corpo, { maxOutputLength: max });
  } catch (e) {
    if ((e as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw troppo(max);
    throw new GuastoTrasporto('CODIFICA', 'la compressione della risposta non si apre');
  }
}

async function ricevi(res: IncomingMessage, max: number): Promise<RispostaHttp> {
  const corpo = await raccogli(res, max);
  const codifica = res.headers['content-encoding'];
  return { status: res.statusCode ?? 0, headers: res.headers, corpo: decomprimi(corpo, codifica, max) };
}

const tempo = (codice: string, ms: number): GuastoTrasporto =>
  new GuastoTrasporto(codice, `ANPR non ha risposto entro ${ms} ms (${codice})`);

/** Destroys the call when its time is over. @returns what takes the timers off */
function sorveglia(req: ClientRequest, o: OpzioniInvio): () => void {
  const scade = (codice: string, ms: number): NodeJS.Timeout => setTimeout(() => req.destroy(tempo(codice, ms)), ms);
  const connessione = scade('TEMPO_CONNESSIONE', o.connectTimeoutMs);
  const chiamata = scade('TEMPO_RISPOSTA', o.callTimeoutMs);
  req.on('socket', (s) => {
    s.once(s instanceof TLSSocket ? 'secureConnect' : 'connect', () => clearTimeout(connessione));
  });
  return () => {
    clearTimeout(connessione);
    clearTimeout(chiamata);
  };
}

function apri(url: URL, busta: Buffer, o: OpzioniInvio): ClientRequest {
  const headers = {
    'Content-Type': 'text/xml; charset=utf-8',
    'Content-Length': busta.length,
    Accept: 'text/xml, multipart/related',
    SOAPAction: '""',
  };
  // One connection for each call: calls are minutes apart, and a connection that slept so long may be gone.
  const comuni = { method: 'POST', agent: false, headers } as const;
  if (url.protocol === 'http:') return httpRequest(url, comuni);
  return httpsRequest(url, { ...comuni, ca: [...o.ca], minVersion: 'TLSv1.2', ...(o.cliente ?? {}) });
}

/**
 * Sends an envelope and gives back whatever HTTP answered, any status.
 * @throws GuastoTrasporto connection, time, compression; RifiutoANPR TLS refuses us, or the answer is too big;
 *   ConfigError the server's certificate is not trusted
 */
export async function invia(indirizzo: string, busta: string, o: OpzioniInvio): Promise<RispostaHttp> {
  const url = new URL(indirizzo);
  const byte = Buffer.from(busta, 'utf8');
  let lascia = (): void => {};
  try {
    return await new Promise<RispostaHttp>((resolve, reject) => {
      const req = apri(url, byte, o);
      lascia = sorveglia(req, o);
      req.on('error', reject);
      req.on('response', (res) => {
        ricevi(res, o.maxAnswerBytes)
          .then(resolve, reject)
          .finally(() => req.destroy());
      });
      req.end(byte);
    });
  } catch (e) {
    throw toErrore(e, url.hostname);
  } finally {
    lascia();
  }
}
