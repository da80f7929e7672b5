/**
 * Reads the body of a call by itself, because what reads it elsewhere exits on a broken gzip and hangs on an empty POST.
 * Invariant: bytes are counted as they come, before and after inflating; what is too much, too slow or grows too fast is dropped
 * while it comes, and one clock serves all. A large one waits for its turn unread, and that time is not held against it.
 */
import type { IncomingMessage } from 'node:http';
import type { Transform } from 'node:stream';
import { createGunzip, createInflate, createInflateRaw, type Zlib } from 'node:zlib';
import { Collected } from './collected.js';
import { type Carico, LARGE_BYTES } from './overload.js';

export interface LimitiCorpo {
  readonly maxBodyBytes: number;
  /** From the headers to the last byte. */
  readonly bodyTimeoutMs: number;
  /** Who sends less than this, after a while, is not sending; 0 = whatever comes. */
  readonly minBytesPerSecond: number;
}

export type MotivoCorpo =
  | 'TROPPO_GRANDE'
  | 'COMPRESSIONE'
  /** The client went away or never finished: there is nobody to answer. */
  | 'INTERROTTO'
  | 'LENTO'
  | 'SOVRACCARICO';

/** The body did not come whole, or did not fit. */
export class CorpoRifiutato extends Error {
  override readonly name = 'CorpoRifiutato';
  constructor(
    readonly motivo: MotivoCorpo,
    message: string,
    readonly byte: number,
  ) {
    super(message);
  }
}

/** Nobody is measured before: connections begin slowly. */
const GRACE_MS = 10_000;
/** What inflates more than this is made to: XML with base64 in it comes to ten at most. */
const MAX_RATIO = 100;
/** Below this the ratio says nothing. */
const RATIO_FROM_BYTES = 256 * 1024;
/** After so many pieces, bodies in crumbs are cut off: each costs as much work as a large one. */
const FREE_PIECES = 2_000;
const MIN_PIECE_BYTES = 64;
/** What an inflater holds beside what comes out of it. */
const INFLATER_BYTES = 48 * 1024;
/** After a refusal so much more is read and dropped: a client that is still writing would never see the answer. */
const DRAIN_BYTES = 64 * 1024 * 1024;

type Inflater = Transform & Zlib;
type Opener = (first: Buffer) => Inflater;

/** RFC 9110 wants zlib under the name deflate; some send it bare. A zlib header is a multiple of 31 of the right kind. */
const isZlib = (b: Buffer): boolean =>
  b.length < 2 || (((b[0] as number) & 0x0f) === 8 && b.readUInt16BE(0) % 31 === 0);

const INFLATE: ReadonlyMap<string, Opener> = new Map<string, Opener>([
  ['gzip', () => createGunzip()],
  ['x-gzip', () => createGunzip()],
  ['deflate', (first) => (isZlib(first) ? createInflate() : createInflateRaw())],
]);

const encodingOf = (req: IncomingMessage): string => (req.headers['content-encoding'] ?? '').trim().toLowerCase();

/** One body on its way. */
export class Incoming {
  readonly #collected = new Collected();
  #started = performance.now();
  readonly #encoding: string;
  #inflater: Inflater | undefined;
  #wire = 0;
  /** In how many pieces. */
  #count = 0;
  #plain = 0;
  /** All of it was read. */
  #ended = false;
  #settled = false;
  #refusal: CorpoRifiutato | undefined;
  /** It has its turn among the large ones, or waits for it. */
  #large = false;
  /** Since when it waits for it, unread. */
  #waiting: number | undefined;

  constructor(
    private readonly req: IncomingMessage,
    private readonly limiti: LimitiCorpo,
    private readonly carico: Carico,
    private readonly done: (outcome: Buffer | CorpoRifiutato) => void,
  ) {
    this.#encoding = encodingOf(req);
    req.on('data', (piece: Buffer) => this.#take(piece));
    req.on('end', () => this.#end());
    // Every call closes: only one that was not read to its end was interrupted.
    req.on('close', () => {
      if (!req.readableEnded) this.#giveUp('INTERROTTO', 'il chiamante ha chiuso la connessione');
    });
    req.on('error', () => this.#giveUp('INTERROTTO', 'la connessione è caduta'));
    if (!this.#isPlain() && !INFLATE.has(this.#encoding))
      this.#refuse('COMPRESSIONE', `Content-Encoding non previsto: ${this.#encoding.slice(0, 30)}`);
  }

  begin(): void {
    if (!this.carico.hold(0)) this.giveWay();
    else if (this.#isPlain() && Number(this.req.headers['content-length'] ?? 0) > LARGE_BYTES) this.#growLarge();
  }

  /** Called at each tick of the one clock. */
  look(now: number): void {
    if (this.#waiting !== undefined) return;
    const elapsed = now - this.#started;
    const { bodyTimeoutMs, minBytesPerSecond } = this.limiti;
    if (elapsed > bodyTimeoutMs) this.#giveUp('LENTO', `il corpo non è arrivato entro ${bodyTimeoutMs} ms`);
    else if (this.#wire < ((elapsed - GRACE_MS) / 1000) * minBytesPerSecond)
      this.#giveUp('LENTO', `il corpo arriva a meno di ${minBytesPerSecond} byte al secondo`);
  }

  /** Its bytes are needed for others. */
  giveWay(): void {
    this.#giveUp('SOVRACCARICO', 'troppi byte in arrivo tutti insieme');
  }

  #isPlain(): boolean {
    return this.#encoding === '' || this.#encoding === 'identity';
  }

  #take(piece: Buffer): void {
    this.#wire += piece.length;
    this.#count++;
    if (this.#settled) return;
    if (this.#count > FREE_PIECES && this.#wire < this.#count * MIN_PIECE_BYTES) {
      this.#giveUp('LENTO', 'il corpo arriva a briciole');
      return;
    }
    if (this.#refusal !== undefined) {
      if (this.#wire > this.limiti.maxBodyBytes + DRAIN_BYTES) this.#settle();
      return;
    }
    if (this.#isPlain()) {
      this.#keep(piece);
      return;
    }
    if (this.#wire > this.limiti.maxBodyBytes) {
      this.#refuse('TROPPO_GRANDE', `corpo oltre ${this.limiti.maxBodyBytes} byte`);
      return;
    }
    if (this.#inflater === undefined) {
      if (!this.carico.hold(INFLATER_BYTES)) {
        this.giveWay();
        return;
      }
      this.#inflater = this.#openInflater(piece);
    }
    // Paused while it works: what waits to be inflated is not counted anywhere else.
    if (!this.#inflater.write(piece)) {
      this.req.pause();
      this.#inflater.once('drain', () => this.req.resume());
    }
  }

  #openInflater(first: Buffer): Inflater {
    const inflater = (INFLATE.get(this.#encoding) as Opener)(first);
    inflater.on('data', (piece: Buffer) => this.#keepInflated(piece));
    inflater.on('end', () => this.#settle());
    inflater.on('error', () => this.#refuse('COMPRESSIONE', 'corpo compresso che non si apre'));
    return inflater;
  }

  #keepInflated(piece: Buffer): void {
    if (this.#refusal !== undefined) return;
    const plain = this.#plain + piece.length;
    if (plain > RATIO_FROM_BYTES && plain > this.#wire * MAX_RATIO)
      this.#refuse('TROPPO_GRANDE', `corpo compresso che si espande più di ${MAX_RATIO} volte`);
    else this.#keep(piece);
  }

  #keep(piece: Buffer): void {
    this.#plain += piece.length;
    if (this.#plain > this.limiti.maxBodyBytes) {
      const come = this.#isPlain() ? 'corpo oltre' : 'corpo compresso che si espande oltre';
      this.#refuse('TROPPO_GRANDE', `${come} ${this.limiti.maxBodyBytes} byte`);
      return;
    }
    if (!this.carico.hold(piece.length)) {
      this.giveWay();
      return;
    }
    this.#collected.add(piece);
    if (this.#plain > LARGE_BYTES) this.#growLarge();
  }

  /** Large from here on: what is left of it stays with the sender until its turn comes. */
  #growLarge(): void {
    if (this.#large || this.#settled) return;
    this.#large = true;
    this.#waiting = performance.now();
    this.req.pause();
    this.#inflater?.pause();
    void this.carico.growLarge().then((came) => this.#goOn(came));
  }

  #goOn(came: boolean): void {
    this.#started += performance.now() - (this.#waiting ?? 0);
    this.#waiting = undefined;
    if (!came) this.giveWay();
    this.#inflater?.resume();
    this.req.resume();
  }

  #end(): void {
    this.#ended = true;
    if (this.#inflater === undefined || this.#refusal !== undefined) this.#settle();
    else this.#inflater.end();
  }

  /** The answer is known; the rest of the body is still read, and dropped. */
  #refuse(motivo: MotivoCorpo, message: string): void {
    if (this.#refusal !== undefined || this.#settled) return;
    this.#refusal = new CorpoRifiutato(motivo, message, this.#wire);
    this.#collected.clear();
    this.#inflater?.destroy();
    this.req.resume();
    this.carico.release();
    if (this.#ended) this.#settle();
  }

  /** Nothing more is waited for. */
  #giveUp(motivo: MotivoCorpo, message: string): void {
    this.#refuse(motivo, message);
    this.#settle();
  }

  #settle(): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#inflater?.destroy();
    this.done(this.#refusal ?? this.#collected.concat());
  }
}
