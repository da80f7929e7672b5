/**
 * One town on one day: its year goes through the inbox and the applier, every view is compared with the truth, then midnight
 * passes and it is compared again. Nothing on disk, no wire, no clock: the day is an argument.
 * Invariant: the same town on the same day gives the same differences, whatever the zone and the locale of the process.
 */

import { giornoInItalia } from '../src/anpr/ora-italiana.js';
import { confronta } from '../src/doors/cli/prova/confronto.js';
import type { Differenza } from '../src/doors/cli/prova/differenza.js';
import type { Log } from '../src/log.js';
import { creaParametri, type VoceParametro } from '../src/registri/parametri.js';
import type { Contesto } from '../src/registri/stato.js';
import { type Caso, creaCaso } from '../src/simulatore/caso.js';
import {
  type Comune,
  conTari,
  creaComune,
  creaStoria,
  csvUtenze,
  inventaRegolamento,
  type NotificaSimulata,
  primoElenco,
  type Regolamento,
  schedeIniziali,
  type UtenzaSimulata,
  ultimoElenco,
  verita,
  veritaIniziale,
} from '../src/simulatore/index.js';
import { disordina } from '../src/simulatore/invio.js';
import type { Database } from '../src/store/database.js';
import { claimDovute, createInbox } from '../src/store/inbox.js';
import type { NotificaRicevuta } from '../src/store/notifica.js';
import { type Applicazione, applicaLotto } from '../src/work/apply.js';
import { ricalcolaGiorno } from '../src/work/calendario.js';
import { carica } from '../src/work/carica.js';
import { leggiNotifica } from '../src/work/lettura.js';
import { allineaParametri } from '../src/work/tari-effetti.js';
import { fotografa } from '../src/work/tari-fotografia.js';
import { importaUtenze, riabbina } from '../src/work/tari-utenze.js';

/** A town and when it is looked at. */
export interface Prova {
  /** Instant, ISO-8601 UTC. */
  readonly istante: string;
  readonly seed: string;
  readonly abitanti: number;
}

/** A difference, and on which of the two days it was seen. */
export interface Trovata extends Differenza {
  readonly giorno: string;
}

const LOTTO = 200;
/** How far from its turn a notification may come: as the trial sends them. */
const FINESTRA_DISORDINE = 12;
const GIORNO_MS = 86_400_000;
const CODICE_ISTAT = '999001';
const MUTO: Log = { error: () => {}, warn: () => {}, info: () => {}, debug: () => {} };

const voce = (nome: string, valore: string, dal: string) => ({ nome, valore, dal, atto: 'Delibera inventata' });

/** What differs from town to town: the rules that every column of the tax office depends on. */
function regolamentoDi(caso: Caso, oggi: string): Regolamento {
  const anno = oggi.slice(0, 4);
  const regola = caso.scegli(['PRIMO_GENNAIO', 'EMISSIONE', undefined]);
  if (regola === undefined) return inventaRegolamento(oggi);
  return [
    voce('tari_regola_componenti', regola, '2020-01-01'),
    voce('tari_occupanti_non_residenti', 'SUPERFICIE', '2020-01-01'),
    voce('tari_anno_emesso', anno, `${anno}-02-01`),
  ];
}

/** The town, the ente that keeps it, and the instant. */
export interface Scena {
  readonly db: Database;
  readonly comune: Comune;
  readonly contesto: Contesto;
  readonly now: Date;
  /** The day up to which the town has a history. */
  readonly fondato: string;
}

function ricevuta({ contesto, now }: Scena, n: NotificaSimulata): NotificaRicevuta {
  return {
    canale: '4005',
    codDestinatario: contesto.codComune,
    tipoNotifica: n.tipoNotifica,
    codMittente: '999999',
    dataOraRichiesta: n.momento,
    idOperazioneANPR: n.idOperazioneANPR,
    contenuto: Buffer.from(n.contenuto()),
    prova: false,
    firma: 'NON_VERIFICATA',
    ricevutaIl: now.toISOString(),
  };
}

/** The year of the snapshots: whoever takes them after the new year has it completed by late news. */
const annoDi = ({ fondato }: Scena): number => Number(fondato.slice(0, 4));

const quando = ({ contesto, now }: Scena): Applicazione => ({ contesto, now: now.toISOString() });

async function applicaTutto(s: Scena): Promise<void> {
  const { codComune } = s.contesto;
  // The inbox may set the first attempt a moment after the arrival.
  const dovute = { codComune, now: new Date(s.now.getTime() + GIORNO_MS).toISOString(), limit: LOTTO };
  for (let fatte = LOTTO; fatte > 0; ) {
    fatte = await s.db.transaction(async (tx) => {
      const lotto = (await claimDovute(tx, dovute)).map((n) => leggiNotifica(n, []));
      if (lotto.length > 0) await applicaLotto(tx, lotto, quando(s));
      return lotto.length;
    });
  }
}

async function consegna(s: Scena, utenze: readonly UtenzaSimulata[]): Promise<void> {
  const { codComune } = s.contesto;
  const di = { codComune, attore: 'giorni', now: s.now };
  const { errori } = await importaUtenze(s.db, Buffer.from(csvUtenze(utenze)), di);
  if (errori.length > 0) throw new Error(`the list of the town has ${errori.length} wrong lines`);
  await fotografa(s.db, { codComune, anno: annoDi(s), now: s.now });
}

/** What the applier and the night do when the day is another. */
export async function nuovoGiorno(s: Scena): Promise<void> {
  const scrivi: Parameters<typeof ricalcolaGiorno>[0] = (fn) => s.db.transaction(fn);
  await ricalcolaGiorno(scrivi, quando(s), MUTO);
  await allineaParametri(scrivi, s.contesto);
  await riabbina(s.db, s.contesto.codComune, s.now);
  await fotografa(s.db, { codComune: s.contesto.codComune, anno: annoDi(s), now: s.now });
}

/** The lists of the tax office, at the load and at the end. */
export interface Elenchi {
  readonly primo: readonly UtenzaSimulata[];
  readonly ultimo: readonly UtenzaSimulata[];
}

async function differenze(s: Scena, elenchi: Elenchi): Promise<Trovata[]> {
  const { db, comune, fondato } = s;
  const { codComune, oggi } = s.contesto;
  const dopo = conTari(comune, verita(comune, oggi), { ...elenchi, anno: annoDi(s) });
  const diverse = await confronta(db, { codComune, prima: veritaIniziale(comune, fondato), dopo });
  return diverse.map((d) => ({ ...d, giorno: oggi }));
}

/** The next day, at the same hour. */
export function domani(s: Scena): Scena {
  const now = new Date(s.now.getTime() + GIORNO_MS);
  return { ...s, now, contesto: { ...s.contesto, oggi: giornoInItalia(now) } };
}

/** Founds the town and lives its year on this empty database. */
export async function vivi(db: Database, p: Prova): Promise<{ readonly s: Scena; readonly elenchi: Elenchi }> {
  const now = new Date(p.istante);
  const oggi = giornoInItalia(now);
  const caso = creaCaso(`${p.seed}/${p.istante}/${p.abitanti}`);
  const regolamento = regolamentoDi(caso, oggi);
  const codiceIstat = CODICE_ISTAT;
  const comune = creaComune({ ...p, codiceIstat, nome: 'VALFINTA', oggi, regolamento });
  const storia = creaStoria(comune, oggi);
  const parametri = creaParametri(regolamento as readonly VoceParametro[]);
  const s: Scena = {
    db,
    comune,
    contesto: { codComune: codiceIstat, codici: new Set([codiceIstat]), oggi, parametri },
    now,
    fondato: oggi,
  };
  const inbox = createInbox(db);
  const schede = [...schedeIniziali(comune)].map((scheda) => Buffer.from(scheda.contenuto));
  await carica(inbox, schede, { codComune: codiceIstat, now: () => now });
  await applicaTutto(s);
  await allineaParametri((fn) => db.transaction(fn), s.contesto);
  const primo = primoElenco(comune);
  await consegna(s, primo);
  const arrivi = caso.vero(0.5) ? storia : disordina(storia, FINESTRA_DISORDINE, caso);
  await Promise.all(arrivi.map((n) => inbox.salva(ricevuta(s, n))));
  await applicaTutto(s);
  const elenchi = { primo, ultimo: ultimoElenco(comune, primo) };
  await consegna(s, elenchi.ultimo);
  return { s, elenchi };
}

/** Lives the year of the town on this empty database and compares, on two days. */
export async function provaGiorno(db: Database, p: Prova): Promise<Trovata[]> {
  const { s, elenchi } = await vivi(db, p);
  const diOggi = await differenze(s, elenchi);
  const dopo = domani(s);
  await nuovoGiorno(dopo);
  return [...diOggi, ...(await differenze(dopo, elenchi))];
}
