/**
 * The listening server under all doors: HTTPS, or plain HTTP behind a proxy that does HTTPS.
 * Invariant: a slow client holds one connection for a bounded time and nobody else; stopping lets calls under way finish,
 * also within a bounded time.
 */
import { createServer as createHttp, type RequestListener, type Server, type ServerOptions } from 'node:http';
import { createServer as createHttps, type Server as HttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { ConfigError } from '../errors.js';
import type { Log } from '../log.js';
import { limitConnections } from './connections.js';
import { type OnMiss, tlsMiss } from './misses.js';
import { notListening } from './not-listening.js';
import { type FileTls, readTls, TLS_SERVER, watchTls } from './tls-files.js';

export interface ImpostazioniServer {
  readonly host: string;
  /** 0 = any free port, for tests and trials. */
  readonly port: number;
  /** null = plain HTTP. */
  readonly tls: FileTls | null;
  readonly headersTimeoutMs: number;
  readonly requestTimeoutMs: number;
  /** Past this the oldest connection of whoever has most is closed. */
  readonly maxConnections: number;
  /** How long calls under way may take once the server stops. */
  readonly shutdownTimeoutMs: number;
  /** Told of a connection that never became a call. Never throws. */
  readonly onMiss?: OnMiss;
  /** Only for tests of the reload: how often the files are looked at. */
  readonly tlsIntervalMs?: number;
}

export interface ServerAperto {
  /** Port actually bound. */
  readonly port: number;
  /** `https://host:port`, with `localhost` for a wildcard host. */
  readonly url: string;
  /** Stops accepting, lets calls under way finish within the bound, then cuts what is left. */
  close(): Promise<void>;
}

/** Longer than the 60 s of most proxies, so that it is not us who close a connection they are about to use. */
const KEEP_ALIVE_MS = 65_000;
const HANDSHAKE_MS = 10_000;
/** Connections that wait to be accepted: beyond, a caller tries again after a second. The system has a limit of its own (4,096 on Linux). */
const BACKLOG = 4_096;

function optionsOf(s: ImpostazioniServer): ServerOptions {
  return {
    headersTimeout: Math.min(s.headersTimeoutMs, s.requestTimeoutMs),
    requestTimeout: s.requestTimeoutMs,
    keepAliveTimeout: KEEP_ALIVE_MS,
    // How precisely the two above are kept.
    connectionsCheckingInterval: Math.max(100, Math.min(5_000, Math.floor(s.headersTimeoutMs / 2))),
  };
}

interface ConTls {
  readonly server: Server | HttpsServer;
  readonly stopWatching: () => void;
}

async function build(listener: RequestListener, s: ImpostazioniServer, log: Log): Promise<ConTls> {
  if (s.tls === null) return { server: createHttp(optionsOf(s), listener), stopWatching: () => {} };
  const coppia = await readTls(s.tls);
  const tls = { ...coppia, ...TLS_SERVER, handshakeTimeout: Math.min(HANDSHAKE_MS, s.headersTimeoutMs) };
  const server = createHttps({ ...optionsOf(s), ...tls }, listener);
  server.on('tlsClientError', (err, socket) => {
    log.debug('TLS handshake failed', { err, remoteAddress: socket.remoteAddress });
    s.onMiss?.(tlsMiss(err), socket.remoteAddress);
  });
  const options = { log, intervalMs: s.tlsIntervalMs };
  const use = (c: { cert: Buffer; key: Buffer }): void => server.setSecureContext({ ...c, ...TLS_SERVER });
  return { server, stopWatching: watchTls(s.tls, coppia, use, options) };
}

function listen(server: Server | HttpsServer, s: ImpostazioniServer): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (e: NodeJS.ErrnoException) => {
      reject(new ConfigError([notListening(e.code ?? 'errore', s)]));
    });
    server.listen({ port: s.port, host: s.host, backlog: BACKLOG }, () =>
      resolve((server.address() as AddressInfo).port),
    );
  });
}

function stop(server: Server | HttpsServer, timeoutMs: number): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), timeoutMs);
    server.close(() => {
      clearTimeout(cut);
      resolve();
    });
    server.closeIdleConnections();
  });
}

/**
 * Opens the server.
 * @throws ConfigError the port is taken, the certificate or its key cannot be used; `heals` where time may mend it
 */
export async function openServer(listener: RequestListener, s: ImpostazioniServer, log: Log): Promise<ServerAperto> {
  const { server, stopWatching } = await build(listener, s, log);
  limitConnections(server, s.maxConnections, log);
  let port: number;
  try {
    port = await listen(server, s);
  } catch (e) {
    stopWatching();
    throw e;
  }
  const nome = s.host === '0.0.0.0' || s.host === '::' ? 'localhost' : s.host.includes(':') ? `[${s.host}]` : s.host;
  return {
    port,
    url: `${s.tls === null ? 'http' : 'https'}://${nome}:${port}`,
    close: async () => {
      stopWatching();
      await stop(server, s.shutdownTimeoutMs);
    },
  };
}
