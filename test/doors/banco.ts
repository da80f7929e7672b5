/**
 * A receiver on a real socket, with an inbox that keeps what it is given, and a caller that can misbehave.
 */
import { type IncomingHttpHeaders, request } from 'node:http';
import { request as requestTls } from 'node:https';
import { connect } from 'node:net';
import { createApp } from '../../src/doors/app.js';
import { openServer, type ServerAperto } from '../../src/doors/https-server.js';
import { createSoapReceiver, type ImpostazioniReceiver, type SoapReceiver } from '../../src/doors/soap-receiver.js';
import type { Log, LogMeta } from '../../src/log.js';
import { type RichiestaN000, readRisposta, writeRichiesta } from '../../src/soap/busta.js';
import { creaLettura, type LeggiChiamata, type RegoleChiamata } from '../../src/soap/chiamata.js';
import type { EsitoSalvataggio, NotificaRicevuta, Rifiuto } from '../../src/store/notifica.js';

/** An inbox in memory: same key once, other bytes a conflict, as the real one. */
export class InboxDiProva {
  readonly salvate: NotificaRicevuta[] = [];
  readonly rifiuti: Rifiuto[] = [];
  readonly esiti: EsitoSalvataggio[] = [];
  /** What happens before a notification counts as committed. */
  prima: () => Promise<void> = async () => {};
  primaRifiuto: () => Promise<void> = async () => {};

  async salva(n: NotificaRicevuta): Promise<EsitoSalvataggio> {
    await this.prima();
    const nota = this.salvate.find(
      (s) => s.idOperazioneANPR === n.idOperazioneANPR && s.codDestinatario === n.codDestinatario,
    );
    const uguale = nota !== undefined && Buffer.compare(nota.contenuto, n.contenuto) === 0;
    const esito = nota === undefined ? 'nuova' : uguale ? 'duplicata' : 'conflitto';
    if (esito !== 'duplicata') this.salvate.push(n);
    this.esiti.push(esito);
    return esito;
  }

  async rifiuta(r: Rifiuto): Promise<void> {
    await this.primaRifiuto();
    this.rifiuti.push(r);
  }
}

/** A log that is kept, to be looked at. */
export class LogDiProva implements Log {
  readonly righe: { livello: string; message: string; meta: LogMeta }[] = [];
  #scrivi(livello: string) {
    return (message: string, meta: LogMeta = {}): void => {
      this.righe.push({ livello, message, meta });
    };
  }
  readonly error = this.#scrivi('error');
  readonly warn = this.#scrivi('warn');
  readonly info = this.#scrivi('info');
  readonly debug = this.#scrivi('debug');
  get testo(): string {
    return this.righe
      .map((r) => `${r.livello} ${r.message} ${JSON.stringify(r.meta, (_, v) => (v instanceof Error ? v.stack : v))}`)
      .join('\n');
  }
}

export interface Banco {
  readonly inbox: InboxDiProva;
  readonly log: LogDiProva;
  readonly receiver: SoapReceiver;
  readonly server: ServerAperto;
  readonly url: string;
  close(): Promise<void>;
}

export const IMPOSTAZIONI: ImpostazioniReceiver = {
  path: '/anpr/n000',
  publicUrl: null,
  campoRisposta: 'entrambi',
  maxBodyBytes: 20 * 1024 * 1024,
  bodyTimeoutMs: 10_000,
  minBytesPerSecond: 4096,
  maxConcurrent: 64,
  slotWaitMs: 0,
  maxBytesInFlight: 64 * 1024 * 1024,
};

export const REGOLE: RegoleChiamata = {
  maxBodyBytes: IMPOSTAZIONI.maxBodyBytes,
  codiciEnti: ['015146', '017081'],
  prova: { idOperazioneANPR: ['999999'], codDestinatario: ['888888', '888111'] },
  firma: { policy: 'if-present', fiducia: { files: [] }, acceptSha1: false, timestampToleranceMs: 300_000 },
};

export const ADESSO = new Date('2026-03-01T10:00:00.000Z');

export interface OpzioniBanco extends Partial<ImpostazioniReceiver> {
  readonly firma?: RegoleChiamata['firma'];
  /** How calls are read; by default in this thread. */
  readonly leggi?: LeggiChiamata;
  readonly maxConnections?: number;
}

export async function openBanco({ firma, leggi, maxConnections, ...s }: OpzioniBanco = {}): Promise<Banco> {
  const [inbox, log] = [new InboxDiProva(), new LogDiProva()];
  const qui = creaLettura({ ...REGOLE, ...(firma !== undefined && { firma }) });
  const porte = { inbox, log, now: () => ADESSO, leggi: leggi ?? (async (c) => qui(c)) };
  const receiver = await createSoapReceiver({ ...IMPOSTAZIONI, ...s }, porte);
  const app = createApp(receiver.handler, [], log);
  const rete = {
    host: '127.0.0.1',
    port: 0,
    tls: null,
    maxConnections: maxConnections ?? 512,
    headersTimeoutMs: 5000,
    requestTimeoutMs: 20_000,
    shutdownTimeoutMs: 5000,
  };
  const server = await openServer(app, rete, log);
  return { inbox, log, receiver, server, url: `${server.url}${s.path ?? '/anpr/n000'}`, close: () => server.close() };
}

export interface Risposta {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly corpo: Buffer;
  /** The digit, when both elements carry the same. */
  readonly codice: string | undefined;
}

export interface OpzioniChiamata {
  readonly method?: string;
  /** Whom the call seems to come from: any address of 127/8. */
  readonly localAddress?: string;
  readonly headers?: Record<string, string | number>;
  readonly ca?: string;
}

/** One call; the body goes out as it is given. */
export function call(url: string, corpo: string | Uint8Array = '', o: OpzioniChiamata = {}): Promise<Risposta> {
  const method = o.method ?? 'POST';
  const headers = { 'content-type': 'text/xml; charset=utf-8', soapaction: '""', ...o.headers };
  const tls = url.startsWith('https:');
  return new Promise((resolve, reject) => {
    const opzioni = {
      method,
      headers,
      agent: false as const,
      ...(o.ca !== undefined && { ca: o.ca }),
      ...(o.localAddress !== undefined && { localAddress: o.localAddress }),
    };
    const req = (tls ? requestTls : request)(url, opzioni, (res) => {
      const pezzi: Buffer[] = [];
      res.on('data', (p: Buffer) => pezzi.push(p));
      res.on('error', reject);
      res.on('end', () => {
        const b = Buffer.concat(pezzi);
        resolve({ status: res.statusCode ?? 0, headers: res.headers, corpo: b, codice: codiceOf(b) });
      });
    });
    req.on('error', reject);
    req.end(method === 'GET' ? undefined : corpo);
  });
}

function codiceOf(corpo: Buffer): string | undefined {
  if (!corpo.includes('RispostaN000')) return undefined;
  const r = readRisposta(corpo);
  return r?.codiceEsito === r?.esito ? r?.esito : undefined;
}

/** Writes text to a bare socket and gives back all that comes until it closes. */
export function talk(port: number, testo: string | Uint8Array): Promise<string> {
  return new Promise((resolve) => {
    let letto = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(testo));
    socket.on('data', (d) => {
      letto += d.toString('latin1');
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve(letto));
  });
}

export const RICHIESTA: RichiestaN000 = {
  tipoNotifica: 'N010',
  codMittente: '999999',
  codDestinatario: '015146',
  dataOraRichiesta: '2026-03-01T10:59:58.904+01:00',
  idOperazioneANPR: '4310655090',
  contenuto: Buffer.from('contenuto cifrato di prova'),
};

export const busta = (r: Partial<RichiestaN000> = {}): string => writeRichiesta({ ...RICHIESTA, ...r });
