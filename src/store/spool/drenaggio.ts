/**
 * Empties one claimed file into the inbox, in the order in which it was written.
 * Invariant: the file goes away only after everything in it was delivered or put aside; interrupted, it is drained again,
 * which changes nothing, because the inbox takes the same notification once.
 */
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { isDatabaseAtFault } from '../driver-errors.js';
import type { NotificaRicevuta } from '../notifica.js';
import { asideOf, type FileSpool, markerOf } from './cartella.js';
import { readTratti, type Tratto } from './lettura.js';
import { decodeNotifica } from './record.js';

/** What became of the files drained so far. */
export interface Drenato {
  consegnate: number;
  /** Records refused by the database for their own sake, or damaged: kept aside. */
  accantonate: number;
  /** Bytes of records whose writing was interrupted. */
  bytePersi: number;
  /** Files that cannot be read or moved: they stay where they are. */
  illeggibili: number;
  /** Records that a database which takes others does not take now (a packet too large for it): they go on waiting. */
  trattenute: number;
}

/** Where notifications go; rejects with InfrastructureError or TransientError when the database does not take them. */
export type Consegna = (notifica: NotificaRicevuta) => Promise<unknown>;

/** Where the notifications of a spool go. */
export interface Destinazione {
  readonly consegna: Consegna;
  /** Resolves when the database is well enough to take notifications. */
  readonly bussa: () => Promise<unknown>;
  /** Puts a notification at the end of the spool; rejects when there is no room. */
  readonly trattieni: (notifica: NotificaRicevuta) => Promise<void>;
}

interface Record_ {
  readonly da: number;
  readonly a: number;
  readonly notifica: NotificaRicevuta;
}

/** What is handed to the inbox at once: it commits that much together. */
const BATCH_RECORDS = 64;
const BATCH_BYTES = 8 * 1_048_576;

/** Refused in a row by a database that says that it is well: enough to believe that it is not. */
const DOUBTS = 8;

/** Copies a stretch of the file to the file aside, for somebody to look at. */
async function putAside(from: FileHandle, to: FileHandle, { da, a }: { da: number; a: number }): Promise<void> {
  const chunk = Buffer.alloc(Math.min(a - da, 1_048_576));
  for (let pos = da; pos < a; ) {
    const { bytesRead } = await from.read(chunk, 0, Math.min(chunk.byteLength, a - pos), pos);
    if (bytesRead === 0) break;
    await to.writeFile(chunk.subarray(0, bytesRead));
    pos += bytesRead;
  }
}

class Drain {
  #aside: FileHandle | undefined;
  #batch: Record_[] = [];
  #bytes = 0;
  /** Refused since the last that was taken. */
  #doubted: { readonly notifica: NotificaRicevuta; readonly error: unknown }[] = [];
  #taken = false;

  constructor(
    private readonly dir: string,
    private readonly f: FileSpool,
    private readonly file: FileHandle,
    private readonly verso: Destinazione,
    private readonly fatto: Drenato,
  ) {}

  async run(): Promise<void> {
    for await (const tratto of readTratti(this.file, markerOf(this.f.uuid))) await this.#take(tratto);
    await this.#deliver();
    // A file of which nothing was taken stays as it is: writing it anew would bring nobody forward.
    if (!this.#taken && this.#doubted[0] !== undefined) throw this.#doubted[0].error;
    await this.#retain();
    await this.#aside?.sync();
  }

  async close(): Promise<void> {
    await this.#aside?.close();
  }

  async #take(t: Tratto): Promise<void> {
    if (t.tipo === 'coda') {
      this.fatto.bytePersi += t.a - t.da;
      return;
    }
    const notifica = t.tipo === 'record' ? decodeNotifica(t.payload) : undefined;
    if (notifica === undefined) {
      await this.#setAside(t);
      return;
    }
    this.#batch.push({ da: t.da, a: t.a, notifica });
    this.#bytes += notifica.contenuto.byteLength;
    if (this.#batch.length >= BATCH_RECORDS || this.#bytes >= BATCH_BYTES) await this.#deliver();
  }

  async #deliver(): Promise<void> {
    const batch = this.#batch;
    this.#batch = [];
    this.#bytes = 0;
    const outcomes = await Promise.allSettled(batch.map((r) => this.verso.consegna(r.notifica)));
    for (const [i, outcome] of outcomes.entries()) {
      const record = batch[i] as Record_;
      if (outcome.status === 'fulfilled') await this.#delivered();
      else if (isDatabaseAtFault(outcome.reason)) await this.#alone(record, outcome.reason);
      else await this.#setAside(record);
    }
  }

  async #delivered(): Promise<void> {
    this.fatto.consegnate += 1;
    this.#taken = true;
    await this.#retain();
  }

  /** What was refused together with others may be taken alone; one that is not must not keep those behind it out. */
  async #alone(record: Record_, refusal: unknown): Promise<void> {
    try {
      await this.verso.bussa();
    } catch {
      throw refusal;
    }
    try {
      await this.verso.consegna(record.notifica);
    } catch (error) {
      if (!isDatabaseAtFault(error)) return this.#setAside(record);
      this.#doubted.push({ notifica: record.notifica, error });
      if (this.#doubted.length >= DOUBTS) throw error;
      return;
    }
    await this.#delivered();
  }

  /** Others are taken, these are not: they wait at the end of the spool, and those behind them pass. */
  async #retain(): Promise<void> {
    for (const { notifica } of this.#doubted.splice(0)) {
      await this.verso.trattieni(notifica);
      this.fatto.trattenute += 1;
    }
  }

  async #setAside(stretch: { readonly da: number; readonly a: number }): Promise<void> {
    this.#aside ??= await open(asideOf(this.dir, this.f), 'w', 0o600);
    await putAside(this.file, this.#aside, stretch);
    this.fatto.accantonate += 1;
  }
}

/**
 * Delivers what the claimed file holds, then removes it.
 * @param fatto counts what became of it, also when it is interrupted
 * @throws InfrastructureError, TransientError when the database stops taking; the file stays
 */
export async function drainFile(
  { dir, f }: { readonly dir: string; readonly f: FileSpool },
  verso: Destinazione,
  fatto: Drenato,
): Promise<void> {
  const file = await open(f.path, 'r');
  const drain = new Drain(dir, f, file, verso, fatto);
  try {
    await drain.run();
    await unlink(f.path);
  } finally {
    await drain.close();
    await file.close();
  }
}
