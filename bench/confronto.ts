/**
 * First half: the four ways of receiving, side by side.
 * Invariant: the sides take turns inside every round, each with its own process and database, on the very same messages;
 * the first rounds warm up and are thrown away.
 */
import type { BancoDati } from './banco-dati.js';
import type { Chiavi } from './chiavi.js';
import { avviaFiglio, type Figlio, IN_SERVIZIO } from './figlio.js';
import { mediana } from './numeri.js';
import type { Esito } from './raffica.js';
import type { Rilievo } from './sonda.js';

export interface Prova {
  readonly connessioni: number;
  /** Rounds thrown away before those that count: code in a thread is optimised by what that thread alone has read. */
  readonly riscaldamento: number;
  readonly giri: number;
  /** Messages of one round, for each size. */
  readonly messaggi: number;
}

/** What one side did with messages of one size; `cpuMs` is per message. */
export interface Misura extends Rilievo {
  readonly lato: string;
  readonly byte: number;
  readonly alSecondo: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export interface Banco {
  readonly dati: BancoDati;
  readonly carico: Figlio;
  readonly chiavi: Chiavi;
  readonly codComune: string;
  readonly nota: (testo: string) => void;
}

export const DIMENSIONI = [8 * 1024, 28 * 1024] as const;

interface Lato {
  readonly nome: string;
  readonly file: string;
  readonly database: string;
  readonly tabelle: readonly string[];
  readonly policy?: 'required' | 'ignored';
}

const NOSTRE = ['contenuti', 'notifiche'];
const LATI: readonly Lato[] = [
  { nome: 'a', file: './lato-nudo.js', database: 'lato_a', tabelle: ['messaggi'] },
  { nome: 'b', file: './lato-soap.js', database: 'lato_b', tabelle: ['messaggi'] },
  { nome: 'c', file: './lato-nostro.js', database: 'lato_c', tabelle: NOSTRE, policy: 'required' },
  { nome: 'd', file: './lato-nostro.js', database: 'lato_d', tabelle: NOSTRE, policy: 'ignored' },
];

interface Acceso extends Lato {
  readonly figlio: Figlio;
  readonly port: number;
}

async function accendi(banco: Banco, lato: Lato): Promise<Acceso> {
  const config = await banco.dati.nuovo(lato.database);
  const figlio = avviaFiglio(lato.file, lato.policy === undefined ? undefined : IN_SERVIZIO);
  const { chiavi, codComune } = banco;
  const dati = lato.policy === undefined ? config : { config, chiavi, codComune, policy: lato.policy };
  return { ...lato, figlio, port: await figlio.chiedi<number>('apri', dati) };
}

type Giro = Esito & Rilievo;

async function misura(banco: Banco, lato: Acceso, connessioni: number): Promise<Giro> {
  await banco.dati.svuota(lato.database, lato.tabelle);
  await lato.figlio.chiedi('azzera');
  const esito = await banco.carico.chiedi<Esito>('invia', { port: lato.port, connessioni });
  const rilievo = await lato.figlio.chiedi<Rilievo>('leggi');
  if (esito.rifiutate > 0) throw new Error(`side (${lato.nome}) did not acknowledge ${esito.rifiutate} messages`);
  return { ...esito, ...rilievo };
}

function riassumi(lato: string, byte: number, giri: readonly Giro[]): Misura {
  return {
    lato,
    byte,
    alSecondo: mediana(giri.map((g) => g.alSecondo)),
    p50Ms: mediana(giri.map((g) => g.p50Ms)),
    p99Ms: mediana(giri.map((g) => g.p99Ms)),
    stalloMs: Math.max(...giri.map((g) => g.stalloMs)),
    stalloCpuMs: Math.max(...giri.map((g) => g.stalloCpuMs)),
    rssMb: Math.max(...giri.map((g) => g.rssMb)),
    cpuMs: mediana(giri.map((g) => g.cpuMs / g.richieste)),
  };
}

async function perDimensione(
  banco: Banco,
  lati: readonly Acceso[],
  prova: Prova & { byte: number },
): Promise<Misura[]> {
  const { byte, messaggi, riscaldamento, giri, connessioni } = prova;
  banco.nota(`preparing ${messaggi} messages of ${byte / 1024} KB`);
  await banco.carico.chiedi('prepara', { byte, quanti: messaggi });
  const fatti = new Map<string, Giro[]>(lati.map((l) => [l.nome, []]));
  for (let giro = 1 - riscaldamento; giro <= giri; giro++) {
    banco.nota(giro > 0 ? `round ${giro} of ${giri}` : 'warming up');
    // Who goes first changes: none always finds the caches of the same neighbour.
    const ordine = lati.map((_, i) => lati[(i + giro + riscaldamento) % lati.length] as Acceso);
    for (const lato of ordine) {
      const esito = await misura(banco, lato, connessioni);
      if (giro > 0) fatti.get(lato.nome)?.push(esito);
    }
  }
  return lati.map((l) => riassumi(l.nome, byte, fatti.get(l.nome) ?? []));
}

/** Measures the four sides with messages of every size. */
export async function confronta(banco: Banco, prova: Prova): Promise<Misura[]> {
  const lati: Acceso[] = [];
  try {
    for (const lato of LATI) lati.push(await accendi(banco, lato));
    const misure: Misura[] = [];
    for (const byte of DIMENSIONI) misure.push(...(await perDimensione(banco, lati, { ...prova, byte })));
    return misure;
  } finally {
    for (const l of lati) await l.figlio.termina();
  }
}
