/**
 * Third part: the receiver under siege. While each hostile peer does its worst, genuine calls go on coming.
 * Invariant: the server is the same process through all assaults, so what one leaves behind weighs on the next.
 */
import type { Banco } from './confronto.js';
import { avviaFiglio, IN_SERVIZIO } from './figlio.js';
import type { EsitoAssalto } from './nemico.js';
import { type Esito, PERCORSO } from './raffica.js';
import type { Rilievo } from './sonda.js';

export interface PianoAssedio {
  /** How long each assault lasts. */
  readonly durataMs: number;
  /** From one genuine call to the next. */
  readonly ogniMs: number;
}

/** What one assault did to everybody else. */
export interface Assediata extends Rilievo {
  readonly nome: string;
  /** Hostile calls begun. */
  readonly ostili: number;
  readonly buone: Esito;
}

const DATABASE = 'assedio';
const BYTE = 8 * 1024;
const MESSAGGI = 2_000;

/** Plays every assault; the first line is a time without any. */
export async function assedia(banco: Banco, piano: PianoAssedio): Promise<Assediata[]> {
  const { chiavi, codComune, carico, dati, nota } = banco;
  const server = avviaFiglio('./lato-nostro.js', IN_SERVIZIO);
  const nemico = avviaFiglio('./assalto.js');
  try {
    const config = await dati.nuovo(DATABASE);
    const port = await server.chiedi<number>('apri', { config, chiavi, codComune, policy: 'required' });
    await carico.chiedi('prepara', { byte: BYTE, quanti: MESSAGGI });
    const nomi = await nemico.chiedi<string[]>('prepara', { codDestinatario: codComune, percorso: PERCORSO });
    const passo = { port, durataMs: piano.durataMs, ogniMs: piano.ogniMs };
    const una = async (nome: string, assalto: Promise<EsitoAssalto>): Promise<Assediata> => {
      await server.chiedi('azzera');
      const buone = await carico.chiedi<Esito>('cadenza', passo);
      const { chiamate, prese } = await assalto;
      if (prese > 0) throw new Error(`${prese} calls of «${nome}» were taken for notifications`);
      return { nome, ostili: chiamate, buone, ...(await server.chiedi<Rilievo>('leggi')) };
    };
    const nessuno = Promise.resolve({ chiamate: 0, prese: 0 });
    await una('warming up', nessuno);
    const esiti = [await una('nobody hostile', nessuno)];
    for (const nome of nomi) {
      nota(`under siege: ${nome}`);
      esiti.push(await una(nome, nemico.chiedi<EsitoAssalto>('assalta', { nome, port, ms: piano.durataMs })));
    }
    return esiti;
  } finally {
    await nemico.termina();
    await server.termina();
  }
}
