/**
 * The services on the wire: HTTPS on this machine, at ANPR's paths, with the certificates of the fictitious PKI.
 * Invariant: the core answers what it would answer without sockets; misbehaviour is decided per call by whoever opened the
 * server, never by chance of its own; closing ends every call under way.
 */

import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer as createHttp } from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { AddressInfo } from 'node:net';
import { setTimeout as attendi } from 'node:timers/promises';
import { figlio } from '../../anpr/elemento.js';
import { difettoDomanda } from '../../soap/firma-domanda.js';
import { parseElemento } from '../../soap/xml.js';
import type { Credenziali } from '../pki.js';
import { numeroNuovo } from './archivio.js';
import { type Fault, faultDi, imbusta, type Messaggio, PAGINA_200, PAGINA_503 } from './busta.js';
import { type Chiamata, leggiChiamata } from './leggi.js';
import { raccogliAllegati, scriviConnessione, scriviKO, scriviRisposta } from './scrivi.js';
import type { ServiziANPR } from './servizi.js';

/** Paths of the services (spec E; that of 3000 follows the pattern of the others). */
export const PERCORSI = {
  '3000': '/ANPR3000ServiziConsultazione/AnprService3000',
  '4000': '/ANPR4000ServiziEstrazione/AnprService4000',
  '7001': '/ANPR7001ServizioScaricoTabelle/AnprService7001',
  TestConn: '/ANPRTestConn/TestConn',
} as const;

const PERCORSO_DI: Readonly<Record<Chiamata['servizio'], string>> = {
  '4005': PERCORSI['4000'],
  '3002': PERCORSI['3000'],
  '3003': PERCORSI['3000'],
  '7002': PERCORSI['7001'],
  TestConn: PERCORSI.TestConn,
};

/**
 * What happens to one call instead of the answer: nothing is ever said (`MUTO`), the connection is cut before or after the
 * question was worked on (`CADE`, `CADE_DOPO`), half of the answer (`MEZZA`), a page of a proxy, a fault.
 */
export type Dispetto = 'MUTO' | 'CADE' | 'CADE_DOPO' | 'MEZZA' | 'HTML_503' | 'HTML_200' | Fault;

export interface OpzioniServer {
  /** By ISTAT code: one server for every comune of the machine. */
  readonly servizi: ReadonlyMap<string, ServiziANPR>;
  /** Absent: plain HTTP. */
  readonly tls?: Credenziali;
  /** PEM of the CA the questions must be signed under; absent: signatures are not looked at. */
  readonly caFirma?: string;
  readonly now: () => Date;
  /** 0 takes a free one. */
  readonly port?: number;
  /** Contents in parts of their own for so many answers of ten; 5 when absent. */
  readonly mtomSuDieci?: number;
  /** Decides about a call, counted from 1; undefined lets it be answered. */
  readonly dispetto?: (volta: number, chiamata: Chiamata | undefined) => Dispetto | undefined;
  /** Milliseconds before each answer. */
  readonly ritardoMs?: number;
}

export interface ServerServizi {
  /** Without path: `https://localhost:1234`. */
  readonly url: string;
  /** Every question that was understood, in order. */
  readonly chiamate: readonly Chiamata[];
  chiudi(): Promise<void>;
}

interface Stato {
  readonly o: OpzioniServer;
  readonly chiamate: Chiamata[];
  volte: number;
}

/** Questions are small; anything larger is not one. */
const MASSIMO = 4 * 1024 * 1024;

async function leggiCorpo(req: IncomingMessage): Promise<Buffer> {
  const pezzi: Buffer[] = [];
  let byte = 0;
  for await (const pezzo of req as AsyncIterable<Buffer>) {
    byte += pezzo.length;
    if (byte <= MASSIMO) pezzi.push(pezzo);
  }
  return Buffer.concat(pezzi);
}

function capisci(corpo: Buffer): Chiamata | undefined {
  try {
    const dentro = figlio(parseElemento(corpo), 'Body')?.figli[0];
    return dentro === undefined ? undefined : leggiChiamata(dentro);
  } catch {
    return undefined;
  }
}

/** The gateway before the services: signature, Timestamp, path. Undefined lets the question through. */
function gateway({ o }: Stato, corpo: Buffer, c: Chiamata, percorso: string): Fault | undefined {
  if (percorso !== PERCORSO_DI[c.servizio] || !o.servizi.has(c.codMittente)) return 'POLICY';
  if (o.caFirma === undefined) return undefined;
  const difetto = difettoDomanda(corpo, o.caFirma, o.now());
  if (difetto === undefined) return undefined;
  return difetto === 'CERTIFICATO' ? 'REVOCATO' : 'NON_CONFORME';
}

/** The test of the connection is answered by whoever answers the others. */
function connessione(servizi: ServiziANPR, c: Chiamata): string {
  const errore = servizi.fuoriServizio();
  const id = numeroNuovo(servizi.archivio);
  return errore === undefined ? scriviConnessione(c, id) : scriviKO(c, { esito: 'KO', id, errore });
}

function rispondi({ o, volte }: Stato, c: Chiamata): Messaggio {
  const servizi = o.servizi.get(c.codMittente) as ServiziANPR;
  const allegati = raccogliAllegati();
  const xml =
    c.domanda === undefined
      ? connessione(servizi, c)
      : scriviRisposta(
          { chiamata: c, comune: servizi.archivio.comune, allegati },
          servizi.rispondi(c.idOperazioneComune, c.domanda),
        );
  return imbusta(xml, allegati.byte, volte % 10 < (o.mtomSuDieci ?? 5));
}

interface Spedizione {
  readonly m: Messaggio;
  readonly quanto?: number;
}

/** Sends an answer, with the hour of ANPR's clock; `quanto` cuts it. */
function manda({ o }: Stato, res: ServerResponse, { m, quanto = m.corpo.length }: Spedizione): void {
  const headers = { 'Content-Type': m.contentType, 'Content-Length': m.corpo.length, Date: o.now().toUTCString() };
  res.writeHead(m.status, headers);
  if (quanto === m.corpo.length) res.end(m.corpo);
  else res.write(m.corpo.subarray(0, quanto), () => res.destroy());
}

/** What a misbehaviour sends, and how much of it; null: the connection is cut; undefined: silence. */
function guasta(d: Dispetto, corretta: () => Messaggio): Spedizione | null | undefined {
  switch (d) {
    case 'MUTO':
      return undefined;
    case 'CADE':
      return null;
    case 'CADE_DOPO':
      corretta();
      return null;
    case 'MEZZA': {
      const m = corretta();
      return { m, quanto: m.corpo.length >> 1 };
    }
    case 'HTML_503':
      return { m: PAGINA_503 };
    case 'HTML_200':
      return { m: PAGINA_200 };
    default:
      return { m: faultDi(d) };
  }
}

function consegna(s: Stato, res: ServerResponse, esito: Spedizione | null | undefined): void {
  if (esito === null) res.destroy();
  else if (esito !== undefined) manda(s, res, esito);
}

async function accogli(s: Stato, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const corpo = await leggiCorpo(req);
  const volta = ++s.volte;
  const chiamata = capisci(corpo);
  if (chiamata !== undefined) s.chiamate.push(chiamata);
  const corretta = (): Messaggio => {
    if (chiamata === undefined) return faultDi('NON_CONFORME');
    const percorso = new URL(req.url ?? '/', 'http://localhost').pathname;
    const fault = gateway(s, corpo, chiamata, percorso);
    return fault === undefined ? rispondi(s, chiamata) : faultDi(fault);
  };
  const d = s.o.dispetto?.(volta, chiamata);
  if (s.o.ritardoMs !== undefined) await attendi(s.o.ritardoMs, undefined, { ref: false });
  consegna(s, res, d === undefined ? { m: corretta() } : guasta(d, corretta));
}

function apri(s: Stato): Server {
  const gestore = (req: IncomingMessage, res: ServerResponse): void => {
    // What goes wrong here is a fault of the simulator: the caller sees what it would see of a broken server.
    accogli(s, req, res).catch(() => {
      if (res.headersSent) res.destroy();
      else manda(s, res, { m: faultDi('SERVER') });
    });
  };
  const { tls } = s.o;
  if (tls === undefined) return createHttp(gestore);
  return createHttps({ cert: tls.certPem, key: tls.chiavePem, minVersion: 'TLSv1.2' }, gestore);
}

/** Opens the server on the loopback address. @throws Error when the port is taken */
export async function apriServer(o: OpzioniServer): Promise<ServerServizi> {
  const s: Stato = { o, chiamate: [], volte: 0 };
  const server = apri(s);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: '127.0.0.1', port: o.port ?? 0 }, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `${o.tls === undefined ? 'http' : 'https'}://localhost:${port}`,
    chiamate: s.chiamate,
    chiudi: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
