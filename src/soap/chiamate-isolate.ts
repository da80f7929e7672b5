/**
 * Has calls read in threads that can be ended: an envelope that never comes to an end, or eats the memory, costs its thread and is
 * refused; everybody else's is read by another.
 * Invariant: a call is read by the rules as they are when it is handed over, and refused only for what it holds.
 */
import { EnvelopeError } from '../errors.js';
import type { Log } from '../log.js';
import { ownMemory, toBuffer } from '../threads/bytes.js';
import { HarmfulJobError, openPool } from '../threads/pool.js';
import { workerFile } from '../threads/worker-file.js';
import {
  type ChiamataGrezza,
  type ChiamataLetta,
  type LeggiChiamata,
  type RegoleChiamata,
  rifiutata,
} from './chiamata.js';

export interface OpzioniLettura {
  readonly threads: number;
  /** How long reading one call may take, in milliseconds. */
  readonly deadlineMs: number;
  /** Heap of one thread. */
  readonly heapMb: number;
  readonly log: Log;
  /** Only for tests: another module for the threads. */
  readonly file?: URL;
}

export interface ChiamateIsolate {
  readonly leggi: LeggiChiamata;
  close(): Promise<void>;
}

/** A genuine envelope has tens of KB; above this a thread is kept free of it for the others. */
const HEAVY_BYTES = 512 * 1024;
/** What the parser grows to for more than this stays with the thread: it is replaced. */
const WEAR_BYTES = 4 * 1024 * 1024;
/** Whoever stores the content expects a Buffer. */
function conBuffer(letta: ChiamataLetta): ChiamataLetta {
  if (!letta.accolta) return letta;
  const { richiesta } = letta;
  return { ...letta, richiesta: { ...richiesta, contenuto: toBuffer(richiesta.contenuto) } };
}

/**
 * Starts the threads.
 * @param regole read at every call; the same object as long as nothing changed
 */
export function openChiamate(regole: () => RegoleChiamata, o: OpzioniLettura): ChiamateIsolate {
  const pool = openPool<RegoleChiamata, ChiamataGrezza, ChiamataLetta>({
    file: o.file ?? workerFile('./chiamata-thread.js', import.meta.url),
    threads: o.threads,
    deadlineMs: o.deadlineMs,
    maxHeapMb: o.heapMb,
    setup: regole,
    bytesOf: (chiamata) => chiamata.corpo.byteLength,
    askerOf: (chiamata) => chiamata.da ?? '',
    heavyBytes: HEAVY_BYTES,
    wearBytes: WEAR_BYTES,
    log: o.log,
  });
  const leggi: LeggiChiamata = async (chiamata) => {
    try {
      return conBuffer(await pool.run({ ...chiamata, corpo: ownMemory(chiamata.corpo) }));
    } catch (e) {
      if (!(e instanceof HarmfulJobError)) throw e;
      const messaggio = 'la busta non si legge nel tempo o nella memoria che bastano a ogni altra';
      return rifiutata(new EnvelopeError('5', 'PERICOLOSA', messaggio), {});
    }
  };
  return { leggi, close: () => pool.close() };
}
