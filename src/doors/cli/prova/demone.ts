/**
 * The daemon of a trial, in a process of its own, so that the wire, the signals and the database are the real ones.
 * Invariant: it never outlives this process (it stops when the channel between the two closes).
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { type AddressInfo, createServer } from 'node:net';

const AVVIO_MS = 30_000;
/** What the manual and the README speak of; another free port when it is taken. */
const PORTA_SOLITA = 8443;
const PORTA_SERVIZI = 9443;

function ascolta(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen({ host: '127.0.0.1', port }, () => {
      const { port: presa } = server.address() as AddressInfo;
      server.close(() => resolve(presa));
    });
  });
}

async function portaLibera(solita: number): Promise<number> {
  return (await ascolta(solita)) ?? (await ascolta(0)) ?? solita;
}

/** The usual ports of the daemon and of the services, or any free ones when somebody has them. */
export async function porteLibere(): Promise<{ demone: number; servizi: number }> {
  return { demone: await portaLibera(PORTA_SOLITA), servizi: await portaLibera(PORTA_SERVIZI) };
}

export interface Demone {
  /** Address it listens on, without the path. */
  readonly url: string;
  /** Resolves with its exit code when it ends, whoever ended it. */
  readonly finito: Promise<number>;
  /** Stops it in order and waits. */
  ferma(): Promise<number>;
}

function pronto(figlio: ChildProcess, finito: Promise<number>, stderr: () => string): Promise<string> {
  return new Promise((resolve, reject) => {
    const scaduto = setTimeout(() => reject(new Error('il demone non è partito in tempo')), AVVIO_MS);
    figlio.on('message', (messaggio) => {
      clearTimeout(scaduto);
      resolve((messaggio as { pronto: string }).pronto);
    });
    void finito.then((code) => {
      clearTimeout(scaduto);
      reject(new Error(`il demone è uscito con ${code}: ${stderr()}`));
    });
  });
}

/** Starts `allinea avvia --config FILE` and waits until it listens. */
export async function avviaDemone(self: readonly string[], configFile: string): Promise<Demone> {
  const [program = '', ...args] = self;
  const stdio: ('ignore' | 'pipe' | 'ipc')[] = ['ignore', 'ignore', 'pipe', 'ipc'];
  // Detached, or an interrupt from the terminal would reach both and the order of the stop would be lost.
  const figlio = spawn(program, [...args, 'avvia', '--config', configFile], { stdio, detached: true });
  let testo = '';
  figlio.stderr?.on('data', (pezzo: Buffer) => {
    testo = `${testo}${pezzo.toString()}`.slice(-4_000);
  });
  const finito = new Promise<number>((resolve, reject) => {
    figlio.once('error', reject);
    figlio.once('exit', (code, signal) => resolve(code ?? (signal === null ? 1 : 128)));
  });
  const url = await pronto(figlio, finito, () => testo);
  const ferma = (): Promise<number> => {
    figlio.kill('SIGTERM');
    return finito;
  };
  return { url, finito, ferma };
}

/** Runs another command of this program to its end; its exit code. */
export async function eseguiComando(self: readonly string[], argomenti: readonly string[]): Promise<number> {
  const [program = '', ...args] = self;
  const figlio = spawn(program, [...args, ...argomenti], { stdio: 'ignore' });
  return new Promise((resolve, reject) => {
    figlio.once('error', reject);
    figlio.once('exit', (code) => resolve(code ?? 1));
  });
}
