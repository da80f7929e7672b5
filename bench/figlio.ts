/**
 * Child processes of the benchmark: every server and the load generator have an event loop of their own.
 * Invariant: one answer per request, and no child outlives its parent.
 */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** How a child is started: options of node, and what its environment has besides. */
interface Avvio {
  readonly opzioni?: readonly string[];
  readonly ambiente?: Readonly<Record<string, string>>;
}

/** As the daemon runs in service (packaging/allinea.service). */
export const IN_SERVIZIO = {
  opzioni: ['--max-old-space-size=1024'],
  ambiente: {
    MALLOC_ARENA_MAX: '2',
    MALLOC_MMAP_THRESHOLD_: '262144',
    MALLOC_TRIM_THRESHOLD_: '1048576',
  },
} as const satisfies Avvio;

interface Domanda {
  readonly numero: number;
  readonly comando: string;
  readonly dati: unknown;
}

interface Risposta {
  readonly numero: number;
  readonly esito?: unknown;
  readonly errore?: string;
}

/** A child as its parent sees it. */
export interface Figlio {
  /** Runs a command in the child; rejects with what it threw, or when it ends before answering. */
  chiedi<T>(comando: string, dati?: unknown): Promise<T>;
  termina(): Promise<void>;
}

interface Attesa {
  readonly resolve: (esito: unknown) => void;
  readonly reject: (errore: Error) => void;
}

/** Starts `file` (a compiled module beside this one). */
export function avviaFiglio(file: string, { opzioni = [], ambiente = {} }: Avvio = {}): Figlio {
  const processo = fork(fileURLToPath(new URL(file, import.meta.url)), [], {
    execArgv: [...opzioni],
    env: { ...process.env, ...ambiente },
    serialization: 'advanced',
    // Servers log as in service; here the lines go nowhere.
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const attese = new Map<number, Attesa>();
  let numero = 0;
  processo.on('message', (risposta: Risposta) => {
    const attesa = attese.get(risposta.numero);
    attese.delete(risposta.numero);
    if (risposta.errore === undefined) attesa?.resolve(risposta.esito);
    else attesa?.reject(new Error(`${file}: ${risposta.errore}`));
  });
  const finito = new Promise<void>((resolve) => {
    processo.once('exit', (codice) => {
      for (const { reject } of attese.values()) reject(new Error(`${file} ended with ${codice}`));
      resolve();
    });
  });
  return {
    chiedi: <T>(comando: string, dati?: unknown) =>
      new Promise<T>((resolve, reject) => {
        const domanda: Domanda = { numero: numero++, comando, dati };
        attese.set(domanda.numero, { resolve: resolve as (esito: unknown) => void, reject });
        processo.send(domanda);
      }),
    termina: async () => {
      if (processo.connected) processo.disconnect();
      await finito;
    },
  };
}

/** What a child can be asked. */
export type Comandi = Readonly<Record<string, (dati: never) => unknown>>;

/** In the child: answers the parent until it goes away, then ends the process. */
export function servi(comandi: Comandi): void {
  process.on('message', async ({ numero, comando, dati }: Domanda) => {
    const risposta = await esegui(comandi, comando, dati);
    process.send?.({ numero, ...risposta });
  });
  process.once('disconnect', () => process.exit(0));
}

async function esegui(comandi: Comandi, comando: string, dati: unknown): Promise<Omit<Risposta, 'numero'>> {
  try {
    const fai = comandi[comando];
    if (fai === undefined) throw new Error(`no command ${comando}`);
    return { esito: await fai(dati as never) };
  } catch (e) {
    return { errore: e instanceof Error ? (e.stack ?? e.message) : String(e) };
  }
}
