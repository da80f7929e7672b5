/**
 * Hostile peers beside everything else that goes wrong: the assaults of the benchmark, on every daemon that listens.
 * Invariant: each assault is played before any comes twice; nothing of it may ever be acknowledged.
 */
import { assalta } from '../bench/nemico.js';
import { type Assalto, assalti } from '../bench/ostili.js';
import type { Caso } from '../src/simulatore/caso.js';
import { CODICE_ISTAT, PERCORSO } from './installazione.js';

/** More connections than this only measure the machine: the benchmark does. */
const CONNESSIONI = 8;

export interface Nemici {
  /** One assault on all of these, for so long. */
  assalta(indirizzi: readonly string[], ms: number): Promise<void>;
  readonly conta: { chiamate: number; prese: number };
}

function* giro(tutti: readonly Assalto[], caso: Caso): Generator<Assalto, never> {
  for (;;) yield* caso.mescola(tutti);
}

export function creaNemici(caso: Caso): Nemici {
  const tutti = giro(assalti({ codDestinatario: CODICE_ISTAT, percorso: PERCORSO }), caso);
  const conta = { chiamate: 0, prese: 0 };
  return {
    conta,
    assalta: async (indirizzi, ms) => {
      const a = tutti.next().value;
      const pochi = { ...a, connessioni: Math.min(a.connessioni, CONNESSIONI) };
      const esiti = await Promise.all(indirizzi.map((i) => assalta(pochi, Number(new URL(i).port), ms)));
      for (const e of esiti) {
        conta.chiamate += e.chiamate;
        conta.prese += e.prese;
      }
    },
  };
}
