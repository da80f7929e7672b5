/**
 * Empties one claimed file into the inbox, in the order in which it was written.
 * Invariant: the file goes away only after everything in it was delivered or put aside; interrupted, it is drained again,
 * which changes nothing, because the inbox takes the same notification once.
 */
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { InfrastructureError, TransientError } from '../../errors.js';
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
}

/** Where notifications go; rejects with InfrastructureError or TransientError when the database does not take them. */
export type Consegna = (notifica: NotificaRicevuta) => Promise<unknown>;

interface Record_ {
  readonly da: number;
  readonly a: number;
  readonly notifica: NotificaRicevuta;
}

/** What is handed to the inbox at once: it commits that much together. */
const BATCH_RECORDS = 64;
const BATCH_BYTES = 8 * 1_048_576;

/** The database is at fault, not the file. */
export const databaseAway = (error: unknown): boolean =>
  error instanceof InfrastructureError || error instanceof TransientError;

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

  constructor(
    private readonly dir: string,
    private readonly f: FileSpool,
    private readonly file: FileHandle,
    private readonly consegna: Consegna,
    private readonly fatto: Drenato,
  ) {}

  async run(): Promise<void> {
    for await (const tratto of readTratti(this.file, markerOf(this.f.uuid))) await this.#take(tratto);
    await this.#deliver();
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
    const outcomes = await Promise.allSettled(batch.map((r) => this.consegna(r.notifica)));
    for (const [i, outcome] of outcomes.entries()) {
      if (outcome.status === 'fulfilled') this.fatto.consegnate += 1;
      else if (databaseAway(outcome.reason)) throw outcome.reason;
      else await this.#setAside(batch[i] as Record_);
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
export async function drainFile(dir: string, f: FileSpool, consegna: Consegna, fatto: Drenato): Promise<void> {
  const file = await open(f.path, 'r');
  const drain = new Drain(dir, f, file, consegna, fatto);
  try {
    await drain.run();
    await unlink(f.path);
  } finally {
    await drain.close();
    await file.close();
  }
}
