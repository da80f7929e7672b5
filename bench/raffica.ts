/**
 * The load: kept-alive connections that send one message after the other and time every acknowledgement.
 * Invariant: plain sockets and requests written beforehand, so that the generator takes as little of the machine as it can;
 * an answer without code 1 is counted as refused, never as served.
 */
import { connect, type Socket } from 'node:net';

/** What came out of sending all messages once. */
export interface Esito {
  readonly richieste: number;
  readonly rifiutate: number;
  readonly durataMs: number;
  readonly alSecondo: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Where to send. */
export interface Bersaglio {
  readonly port: number;
  readonly connessioni: number;
}

/** The path of the service on every side. */
export const PERCORSO = '/anpr/n000';

/** A whole HTTP request as bytes. */
export function scriviRichiestaHttp(corpo: Buffer): Buffer {
  const testa =
    `POST ${PERCORSO} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: keep-alive\r\n` +
    `Content-Type: text/xml; charset=utf-8\r\nSOAPAction: ""\r\nContent-Length: ${corpo.length}\r\n\r\n`;
  return Buffer.concat([Buffer.from(testa, 'latin1'), corpo]);
}

/** The body of such a request. */
export function corpoDi(richiesta: Buffer): Buffer {
  return richiesta.subarray(richiesta.indexOf('\r\n\r\n') + 4);
}

/** True when the bytes received so far are a whole answer. */
function intera(risposta: string): boolean {
  const fine = risposta.indexOf('\r\n\r\n');
  if (fine < 0) return false;
  const testa = risposta.slice(0, fine);
  const lunghezza = /content-length: *(\d+)/i.exec(testa)?.[1];
  if (lunghezza !== undefined) return risposta.length >= fine + 4 + Number(lunghezza);
  return /transfer-encoding: *chunked/i.test(testa) && risposta.endsWith('0\r\n\r\n');
}

const presaInCarico = (risposta: string): boolean => risposta.startsWith('HTTP/1.1 200') && risposta.includes('>1<');

function apri(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    socket.once('error', reject);
    socket.once('connect', () => resolve(socket));
  });
}

interface Coda {
  readonly messaggi: readonly Buffer[];
  prossimo: number;
  rifiutate: number;
  readonly tempi: Float64Array;
}

/** One connection: takes the next message as soon as the one before is answered. */
function percorri(socket: Socket, coda: Coda): Promise<void> {
  return new Promise((resolve, reject) => {
    let ricevuto = '';
    let mio = -1;
    let inizio = 0;
    const invia = (): void => {
      const messaggio = coda.messaggi[coda.prossimo];
      if (messaggio === undefined) {
        resolve();
        return;
      }
      mio = coda.prossimo++;
      ricevuto = '';
      inizio = performance.now();
      socket.write(messaggio);
    };
    socket.on('data', (pezzo: Buffer) => {
      ricevuto += pezzo.toString('latin1');
      if (!intera(ricevuto)) return;
      coda.tempi[mio] = performance.now() - inizio;
      if (!presaInCarico(ricevuto)) coda.rifiutate++;
      invia();
    });
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('the server closed a kept-alive connection')));
    invia();
  });
}

/** Value under which that share of the sorted times lies. */
export function quantile(tempi: Float64Array, quota: number): number {
  return tempi[Math.min(tempi.length - 1, Math.floor(tempi.length * quota))] ?? 0;
}

/** Sends every message once, from all connections at a time. */
export async function raffica(messaggi: readonly Buffer[], { port, connessioni }: Bersaglio): Promise<Esito> {
  const quante = Math.min(connessioni, messaggi.length);
  const sockets = await Promise.all(Array.from({ length: quante }, () => apri(port)));
  const coda: Coda = { messaggi, prossimo: 0, rifiutate: 0, tempi: new Float64Array(messaggi.length) };
  const inizio = performance.now();
  await Promise.all(sockets.map((s) => percorri(s, coda)));
  const durataMs = performance.now() - inizio;
  for (const s of sockets) {
    s.removeAllListeners('close');
    s.destroy();
  }
  const tempi = coda.tempi.sort();
  return {
    richieste: messaggi.length,
    rifiutate: coda.rifiutate,
    durataMs,
    alSecondo: (messaggi.length * 1000) / durataMs,
    p50Ms: quantile(tempi, 0.5),
    p99Ms: quantile(tempi, 0.99),
  };
}
