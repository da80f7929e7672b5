/**
 * The load process: plays ANPR (town, contents, envelopes), sends to the servers and fills inboxes beforehand.
 * Invariant: nothing here runs inside a server that is being measured.
 */

import { type Comune, creaComune } from '../src/simulatore/comune.js';
import { schedeIniziali } from '../src/simulatore/contenuti/scheda.js';
import type { NotificaSimulata } from '../src/simulatore/scena.js';
import { Database, type DatabaseConfig } from '../src/store/database.js';
import { createInbox } from '../src/store/inbox.js';
import type { NotificaRicevuta } from '../src/store/notifica.js';
import { cadenza, type Passo } from './cadenza.js';
import type { Chiavi } from './chiavi.js';
import { servi } from './figlio.js';
import { cifra, creaPenna, messaggiDi, type Penna, scriviMessaggio, testataDi } from './messaggi.js';
import { corpoDi, type Esito, PERCORSO, raffica } from './raffica.js';
import { viviVicende } from './storia.js';

/** The day on which the benchmark's stories end. */
const OGGI = '2026-06-15';
/** Notifications handed to the inbox at a time. */
const MANCIATA = 512;

let penna: Penna | undefined;
let comune: Comune | undefined;
let storia: NotificaSimulata[] = [];
let messaggi: readonly Buffer[] = [];

const laPenna = (): Penna => penna as Penna;

function fonda(abitanti: number): Comune {
  const nuovo = { seed: 'banco', codiceIstat: laPenna().codComune, nome: 'VALFINTA', abitanti, oggi: OGGI };
  return creaComune(nuovo);
}

const raccogli = (): void => globalThis.gc?.();

function* pushate(notifiche: readonly NotificaSimulata[], adesso: string): Generator<NotificaRicevuta> {
  for (const n of notifiche) {
    const contenuto = cifra(laPenna(), n.contenuto());
    yield { ...testataDi(laPenna(), n), canale: 'N000', contenuto, prova: false, firma: 'VALIDA', ricevutaIl: adesso };
  }
}

function* schede(c: Comune, adesso: string): Generator<NotificaRicevuta> {
  for (const s of schedeIniziali(c)) {
    yield {
      ...testataDi(laPenna(), { ...s, tipoNotifica: 'NRIS' }),
      tipoNotifica: '3002',
      canale: 'CARICO',
      contenuto: Buffer.from(s.contenuto),
      prova: false,
      firma: 'NON_VERIFICATA',
      ricevutaIl: adesso,
    };
  }
}

async function salvaTutte(config: DatabaseConfig, tutte: Iterable<NotificaRicevuta>): Promise<number> {
  const db = await Database.open(config);
  const inbox = createInbox(db);
  let quante = 0;
  let manciata: Promise<unknown>[] = [];
  for (const n of tutte) {
    quante++;
    manciata.push(inbox.salva(n));
    if (manciata.length < MANCIATA) continue;
    await Promise.all(manciata);
    manciata = [];
  }
  await Promise.all(manciata);
  await db.close();
  return quante;
}

servi({
  /** The keys, once. */
  chiavi: ({ chiavi, codComune }: { chiavi: Chiavi; codComune: string }) => {
    penna = creaPenna(chiavi, codComune);
  },
  /** Messages of a size, for the sides. */
  prepara: ({ byte, quanti }: { byte: number; quanti: number }) => {
    messaggi = messaggiDi(laPenna(), viviVicende(fonda(500), 200, OGGI), { byte, quanti });
    raccogli();
    return messaggi[0]?.length;
  },
  /** Sends what was prepared. */
  invia: async (bersaglio: { port: number; connessioni: number }): Promise<Esito> => {
    raccogli();
    return raffica(messaggi, bersaglio);
  },
  /** Sends what was prepared at a steady pace. */
  cadenza: async (passo: Passo): Promise<Esito> => {
    raccogli();
    return cadenza(PERCORSO, messaggi.map(corpoDi), passo);
  },
  /** Founds the town and lives so much that initial load and story are `righe`; @returns the length of the story */
  vivi: ({ abitanti, righe, altre }: { abitanti: number; righe: number; altre: number }) => {
    comune = fonda(abitanti);
    const quante = righe - [...schedeIniziali(comune)].length;
    storia = viviVicende(comune, quante + altre, OGGI);
    return quante;
  },
  /** Puts the initial load of the town into the inbox. */
  carica: (config: DatabaseConfig) => salvaTutte(config, schede(comune as Comune, new Date().toISOString())),
  /** Puts the next notifications of the story into the inbox, encrypted as they come. */
  deposita: ({ config, quante }: { config: DatabaseConfig; quante: number }) =>
    salvaTutte(config, pushate(storia.splice(0, quante), new Date().toISOString())),
  /** Prepares the next notifications of the story to be sent. */
  imbusta: ({ quante }: { quante: number }) => {
    messaggi = storia.splice(0, quante).map((n) => scriviMessaggio(laPenna(), n));
    raccogli();
    return messaggi.length;
  },
});
