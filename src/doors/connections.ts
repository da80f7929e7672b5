/**
 * How many connections there are, and whose: past the limit the oldest of whoever has most is closed.
 * Invariant: never more than the limit, and a new caller always gets in: many idle connections shut nobody out.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Server, Socket } from 'node:net';
import type { Log } from '../log.js';
import { peerOf } from './peer.js';

/** One line for all that are closed within this time: whoever floods does not write our log. */
const QUIET_MS = 60_000;

class Connections {
  readonly #peers = new Map<string, Set<Socket>>();
  readonly #peerOf = new Map<Socket, string>();
  #closed = 0;
  #told = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly max: number,
    private readonly log: Log,
  ) {}

  add(socket: Socket): void {
    const peer = peerOf(socket.remoteAddress);
    const sockets = this.#peers.get(peer) ?? new Set();
    this.#peers.set(peer, sockets.add(socket));
    this.#peerOf.set(socket, peer);
    socket.once('close', () => this.#forget(socket));
    if (this.#peerOf.size > this.max) this.#closeOne();
  }

  #forget(socket: Socket): void {
    const peer = this.#peerOf.get(socket);
    if (peer === undefined) return;
    this.#peerOf.delete(socket);
    const sockets = this.#peers.get(peer);
    sockets?.delete(socket);
    if (sockets?.size === 0) this.#peers.delete(peer);
  }

  /** Of the caller with most connections, or the first of those that have as many, the oldest. */
  #closeOne(): void {
    let most: ReadonlySet<Socket> = new Set();
    for (const sockets of this.#peers.values()) if (sockets.size > most.size) most = sockets;
    const [oldest] = most;
    if (oldest === undefined) return;
    // Counted out at once: its «close» comes later, and others may come before.
    this.#forget(oldest);
    oldest.destroy();
    this.#tell();
  }

  #tell(): void {
    this.#closed++;
    const now = performance.now();
    if (now - this.#told < QUIET_MS) return;
    this.log.warn('Too many connections, the oldest of who has most was closed', { count: this.#closed });
    this.#told = now;
    this.#closed = 0;
  }
}

/** Calls of one connection that are not answered yet: SOAP clients send one, browsers and proxies one. */
const MAX_PIPELINED = 16;

/**
 * Cuts off who sends ever more calls in one connection without waiting for the answers.
 * @returns what stands before everything that answers: false for a call of a connection that is gone
 */
export function createPipelineLimit(max = MAX_PIPELINED): (req: IncomingMessage, res: ServerResponse) => boolean {
  const open = new WeakMap<Socket, number>();
  return ({ socket }, res) => {
    if (socket.destroyed) return false;
    const calls = (open.get(socket) ?? 0) + 1;
    open.set(socket, calls);
    res.once('close', () => open.set(socket, (open.get(socket) ?? 1) - 1));
    if (calls <= max) return true;
    socket.destroy();
    return false;
  };
}

/** Keeps the connections of a server within `max`, from the moment they are accepted: a TLS handshake is still to come. */
export function limitConnections(server: Server, max: number, log: Log): void {
  const connections = new Connections(max, log);
  server.on('connection', (socket: Socket) => connections.add(socket));
}
