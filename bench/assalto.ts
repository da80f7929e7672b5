/**
 * The hostile process: sends one kind of call, from an address of its own, for as long as it is told.
 * Invariant: loopback only, and it stops by itself.
 */
import { connect, type Socket } from 'node:net';
import { servi } from './figlio.js';
import { type Assalto, assalti, type Bersagliato } from './ostili.js';

const DA = '127.0.0.66';
/** After a connection that was closed on it. */
const RIPROVA_MS = 5;
const GOCCIA_MS = 500;

let tutti: readonly Assalto[] = [];

/** How many calls were begun; connections that were refused count too. */
interface Contatore {
  chiamate: number;
  fermo: boolean;
}

function collega(port: number, socket: Set<Socket>, quando: (s: Socket) => void, dopo: () => void): void {
  const s = connect({ port, host: '127.0.0.1', localAddress: DA, noDelay: true });
  socket.add(s);
  s.on('error', () => undefined);
  s.on('connect', () => quando(s));
  s.on('close', () => {
    socket.delete(s);
    setTimeout(dopo, RIPROVA_MS);
  });
}

function assalta(a: Assalto, port: number, aperti: Set<Socket>, conto: Contatore): void {
  const una = (): void => {
    if (conto.fermo) return;
    const scrivi = (s: Socket): void => {
      conto.chiamate++;
      if (a.richiesta.length > 0) s.write(a.richiesta);
    };
    collega(
      port,
      aperti,
      (s) => {
        scrivi(s);
        if (a.modo === 'goccia') {
          const goccia = setInterval(() => s.write(' '), GOCCIA_MS);
          s.on('close', () => clearInterval(goccia));
        }
        // An answer came: the next one.
        if (a.modo === 'raffica') s.on('data', () => !s.destroyed && scrivi(s));
      },
      una,
    );
  };
  for (let i = 0; i < a.connessioni; i++) una();
}

servi({
  prepara: (b: Bersagliato): string[] => {
    tutti = assalti(b);
    return tutti.map((a) => a.nome);
  },
  /** Runs one for so long. @returns calls begun */
  assalta: async ({ nome, port, ms }: { nome: string; port: number; ms: number }): Promise<number> => {
    const a = tutti.find((x) => x.nome === nome);
    if (a === undefined) throw new Error(`no assault ${nome}`);
    const aperti = new Set<Socket>();
    const conto: Contatore = { chiamate: 0, fermo: false };
    assalta(a, port, aperti, conto);
    await new Promise((resolve) => setTimeout(resolve, ms));
    conto.fermo = true;
    for (const s of aperti) s.destroy();
    return conto.chiamate;
  },
});
