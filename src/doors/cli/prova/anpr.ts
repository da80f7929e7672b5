/**
 * The fictitious ANPR of a trial or of a training: the comune, its year, what the push loses of it, the services on the wire.
 * Invariant: the recipe is enough to have the same ANPR again, person by person and number by number, on another day too.
 */

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { piuGiorni } from '../../../anpr/giorni.js';
import { inizioDelGiorno } from '../../../anpr/ora-italiana.js';
import {
  apriArchivio,
  apriServer,
  apriServizi,
  archivia,
  type Comune,
  creaComune,
  creaStoria,
  disturba,
  inventaRegolamento,
  type NotificaSimulata,
  PERCORSI,
  type ServerServizi,
  type ServiziANPR,
} from '../../../simulatore/index.js';

/** What it takes to have the same ANPR again. */
export interface Ricetta {
  readonly seed: string;
  readonly codiceIstat: string;
  readonly nome: string;
  readonly abitanti: number;
  /** Last day of the history, `YYYY-MM-DD`. */
  readonly oggi: string;
  /** Notifications in a hundred that the push loses, of those that 4005 still has. */
  readonly perdute: number;
  /** Port of the services. */
  readonly porta: number;
}

export interface ANPRFittizia {
  readonly comune: Comune;
  /** What the push sends, in its order. */
  readonly spinte: readonly NotificaSimulata[];
  readonly servizi: ServiziANPR;
  /** Notifications that were generated and are not pushed. */
  readonly taciute: number;
}

/** 4005 looks back 180 days; a margin for the day of elaboration. */
const GIORNI_RECUPERABILI = 175;
/** A list is ready in less than a second, a file in three: nobody at a trial waits for an hour. */
const ATTESE = { attesaMs: 400, attesaNAMs: 400, stimaMs: 600, passoMs: 1_000, attesaFileMs: 3_000 };

/** The national numbering goes on while nobody looks: answers of another run must not take the numbers of these. */
const NUMERI_AL_SECONDO = 1_000_000;

function avanzaNumeri({ numeri }: Comune, oggi: string, now: Date): void {
  const secondi = Math.max(1, Math.floor((now.getTime() - Date.parse(inizioDelGiorno(oggi))) / 1_000));
  numeri.operazione += secondi * NUMERI_AL_SECONDO;
}

/** Founds the comune, lives its year and fills the archive of the services. */
export function creaANPR(r: Ricetta, now: () => Date): ANPRFittizia {
  const comune = creaComune({ ...r, regolamento: inventaRegolamento(r.oggi) });
  const storia = creaStoria(comune, r.oggi);
  const perditeDal = inizioDelGiorno(piuGiorni(r.oggi, -GIORNI_RECUPERABILI));
  // Where nothing is lost the push has NA** too, so that a trial without reconciliation sees every kind.
  const flusso = disturba(storia, {
    seed: r.seed,
    quotaPerdute: r.perdute / 100,
    perditeDal,
    naSoloInElenco: r.perdute > 0,
  });
  avanzaNumeri(comune, r.oggi, now());
  const archivio = apriArchivio(comune);
  archivia(archivio, flusso.generate);
  const servizi = apriServizi(archivio, { now, impostazioni: ATTESE });
  return { comune, spinte: flusso.spinte, servizi, taciute: storia.length - flusso.spinte.length };
}

/** Keys and CA of the server, PEM. */
export interface CarteServer {
  readonly caPem: string;
  readonly tls: { readonly certPem: string; readonly chiavePem: string };
}

/** Puts the services on the wire. @throws Error when the port is taken */
export function ascoltaServizi(
  { servizi, comune }: ANPRFittizia,
  carte: CarteServer,
  porta: number,
): Promise<ServerServizi> {
  return apriServer({
    servizi: new Map([[comune.codiceIstat, servizi]]),
    tls: carte.tls,
    caFirma: carte.caPem,
    now: servizi.now,
    port: porta,
  });
}

/** The section `enti[].anpr` that reaches these services. @param dir where the files are; relative to the configuration when empty */
export function sezioneANPR(codiceIstat: string, porta: number, dir = ''): unknown {
  const url = `https://localhost:${porta}`;
  const file = join(dir, 'chiavi', `${codiceIstat}-CO-9999`);
  return {
    ambiente: 'TEST',
    indirizzi: {
      consultazione: `${url}${PERCORSI['3000']}`,
      estrazione: `${url}${PERCORSI['4000']}`,
      scarico: `${url}${PERCORSI['7001']}`,
      prova: `${url}${PERCORSI.TestConn}`,
    },
    keystore: { file: `${file}.p12`, passwordFile: `${file}.password` },
    caFiles: [join(dir, 'ca', 'anpr-fittizia.pem')],
    operatore: 'XXXXXX00X00X000X',
    indirizzoIp: '127.0.0.1',
  };
}

const FILE_RICETTA = 'anpr-fittizia.json';

export function scriviRicetta(dir: string, r: Ricetta): void {
  writeFileSync(join(dir, FILE_RICETTA), `${JSON.stringify(r, null, 2)}\n`);
}

/** The recipe a trial or a training left in its folder; undefined when there is none. */
export function leggiRicetta(dir: string): Ricetta | undefined {
  const file = join(dir, FILE_RICETTA);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Ricetta) : undefined;
}
