/**
 * Has contents opened and read in threads that can be ended: one that never comes to an end, or eats the memory, costs its
 * thread, and everybody else's is read by another.
 * Invariant: read with the keys there are when it is handed over. `ContenutoPericolosoError` is the content's fault alone;
 * where threads cannot be had nothing is opened, and that is an InfrastructureError.
 */
import { InfrastructureError } from '../errors.js';
import type { Log } from '../log.js';
import type { Keystore } from '../soap/keystore.js';
import type { Voce } from '../soap/riconosci.js';
import { ownMemory, toBuffer } from '../threads/bytes.js';
import { HarmfulJobError, openPool, type Pool, PoolUnavailableError } from '../threads/pool.js';
import { workerFile } from '../threads/worker-file.js';
import { ContenutoPericolosoError, type Lettore } from './lettore.js';
import { daLeggere } from './lettura.js';
import {
  type Chiavi,
  type EnteConChiavi,
  erroreDi,
  type Lavoro,
  type Risposta,
  type VoceAperta,
  type VocePresa,
} from './lettura-lavori.js';
import type { Testata3002 } from './scheda-3002.js';

/** A person's content takes a millisecond, the largest seconds. Tried twice, it is over before a lease is. */
const DEADLINE_MS = 15_000;
/** A million elements, the most that a file may have, take 300 MB. */
const MAX_HEAP_MB = 384;
/** Genuine contents have tens of KB; above this a thread is kept free of it for the others. */
const HEAVY_BYTES = 1024 * 1024;
/** Threads are let go when nothing was read for so long: a small comune has four notifications a day. */
const IDLE_MS = 60_000;

export interface OpzioniLetture {
  /** Codes of the installation's enti. */
  readonly enti: readonly string[];
  readonly keystores: (codiceIstat: string) => readonly Keystore[];
  readonly log: Log;
  readonly threads?: number;
  /** The second thread starts only when a content holds up the first: for who does not wait for many at once. */
  readonly spare?: boolean;
  /** How long one content may take, in milliseconds; 15 seconds unless told. */
  readonly deadlineMs?: number;
  /** Heap of one thread. */
  readonly heapMb?: number;
  /** Only for tests: another module for the threads. */
  readonly file?: URL;
}

export interface LettureIsolate {
  /** The reader of one ente. */
  lettore(codiceIstat: string): Lettore;
  /** What an item of a pulled list is. @throws as `Lettore` */
  voce(codiceIstat: string, voce: VocePresa): Promise<VoceAperta>;
  /** The header of a document of the initial load. @throws as `Lettore` */
  testata(byte: Uint8Array): Promise<Testata3002>;
  /** What a file given by hand holds, see `riconosci`. @throws as `Lettore` */
  riconosci(byte: Uint8Array): Promise<readonly Voce[]>;
  close(): Promise<void>;
}

function byteDi(lavoro: Lavoro): number {
  if (lavoro.kind === 'FILE' || lavoro.kind === 'SCHEDA') return lavoro.byte.byteLength;
  return (lavoro.kind === 'VOCE' ? lavoro.voce : lavoro.notifica).contenuto.byteLength;
}

/** The keys as one object that stays the same as long as none changed: it crosses once for each thread. */
function chiaviDi({ enti, keystores }: OpzioniLetture): () => Chiavi {
  let note: readonly EnteConChiavi[] = [];
  return () => {
    const ora = enti.map((codiceIstat) => ({ codiceIstat, keystores: keystores(codiceIstat) }));
    const uguali = note.length === ora.length && ora.every((e, i) => e.keystores === note[i]?.keystores);
    if (!uguali) note = ora;
    return note;
  };
}

/** Whoever stores the content expects a Buffer. */
const conBuffer = (v: Voce): Voce => ('motivo' in v ? v : { ...v, contenuto: toBuffer(v.contenuto) });

/** A pool that is there while there is work, and a while longer. */
function poolAlBisogno(apri: () => Pool<Lavoro, Risposta>): Pick<Pool<Lavoro, Risposta>, 'run' | 'close'> {
  let pool: Pool<Lavoro, Risposta> | undefined;
  let chiuso = false;
  let riposo: NodeJS.Timeout | undefined;
  const congeda = (): void => {
    if (pool?.pending() !== 0) return;
    void pool.close();
    pool = undefined;
  };
  return {
    run: (lavoro) => {
      if (chiuso) return Promise.reject(new PoolUnavailableError('the pool is closed'));
      clearTimeout(riposo);
      pool ??= apri();
      return pool.run(lavoro).finally(() => {
        clearTimeout(riposo);
        riposo = setTimeout(congeda, IDLE_MS).unref();
      });
    },
    close: async () => {
      chiuso = true;
      clearTimeout(riposo);
      await pool?.close();
    },
  };
}

type Svolgi = (lavoro: Lavoro) => Promise<Risposta>;

/** Does a job in a thread. What the thread says it threw is thrown here. */
const svolgiCon =
  (pool: Pick<Pool<Lavoro, Risposta>, 'run'>): Svolgi =>
  async (lavoro) => {
    const risposta = await pool.run(lavoro).catch((e: unknown) => {
      if (e instanceof HarmfulJobError) throw new ContenutoPericolosoError(`opening it ended its thread (${e.harm})`);
      if (e instanceof PoolUnavailableError) throw new InfrastructureError(`contents cannot be opened: ${e.message}`);
      throw e;
    });
    if (risposta.kind === 'ERRORE') throw erroreDi(risposta.errore);
    return risposta;
  };

function apriPool(o: OpzioniLetture, setup: () => Chiavi): Pool<Lavoro, Risposta> {
  return openPool<Chiavi, Lavoro, Risposta>({
    file: o.file ?? workerFile('./lettura-thread.js', import.meta.url),
    threads: o.threads ?? 2,
    spare: o.spare ?? false,
    deadlineMs: o.deadlineMs ?? DEADLINE_MS,
    maxHeapMb: o.heapMb ?? MAX_HEAP_MB,
    setup,
    bytesOf: byteDi,
    heavyBytes: HEAVY_BYTES,
    log: o.log,
  });
}

/** Reads in threads, which start with the first content. */
export function openLetture(o: OpzioniLetture): LettureIsolate {
  const setup = chiaviDi(o);
  const pool = poolAlBisogno(() => apriPool(o, setup));
  const svolgi = svolgiCon(pool);
  const inatteso = (): Error => new Error('the answer of another job');
  return {
    lettore: (ente) => ({
      leggi: async (notifica) => {
        const { contenuto, ...altro } = daLeggere(notifica);
        const r = await svolgi({ kind: 'NOTIFICA', ente, notifica: { ...altro, contenuto: ownMemory(contenuto) } });
        if (r.kind !== 'NOTIFICA') throw inatteso();
        return { notifica, ...r.letto };
      },
    }),
    voce: async (ente, { contenuto, ...altro }) => {
      const r = await svolgi({ kind: 'VOCE', ente, voce: { ...altro, contenuto: ownMemory(contenuto) } });
      if (r.kind !== 'VOCE') throw inatteso();
      return r.aperta;
    },
    testata: async (byte) => {
      const r = await svolgi({ kind: 'SCHEDA', byte: ownMemory(byte) });
      if (r.kind !== 'SCHEDA') throw inatteso();
      return r.testata;
    },
    riconosci: async (byte) => {
      const r = await svolgi({ kind: 'FILE', byte: ownMemory(byte) });
      if (r.kind !== 'FILE') throw inatteso();
      return r.voci.map(conBuffer);
    },
    close: () => pool.close(),
  };
}
