/**
 * The historic archive of the comuni: imported by the operator, read by whoever judges.
 * Invariant: an import is whole or nothing. Who judges in a transaction has the archive of that transaction, whatever the
 * process did before.
 */
import { createHash, randomUUID } from 'node:crypto';
import { setImmediate as turno } from 'node:timers/promises';
import { type LetturaComuni, leggiComuniCsv } from '../registri/comuni-csv.js';
import { type ArchivioComuni, type ComuneStorico, creaArchivio } from '../registri/comuni-storici.js';
import { decodificaCsv } from '../registri/csv.js';
import { registraAzione } from '../store/audit.js';
import { paginaComuni, type StatoComuni, sostituisciComuni, statoComuni } from '../store/comuni-storici.js';
import type { Database, Tx } from '../store/database.js';
import type { Chi } from './operator.js';
import { RichiestaRifiutata } from './revisioni.js';

/** The archive of the Ministry has some 2.4 MB and 19,400 records: a file ten times as large is another file. */
export const BYTE_MASSIMI = 24 * 1024 * 1024;
/** More complaints than this are one complaint about the file. */
const PROBLEMI_MOSTRATI = 50;

/** How an import went. */
export interface EsitoComuni extends StatoComuni {
  /** Periods that were not there before. */
  readonly nuove: number;
  /** Periods that went on in the archive before and have an end now. */
  readonly cessate: number;
  /** Periods of the archive before that are no more in this one. */
  readonly tolte: number;
  /** Records of the file that end before they begin: of no day, left out. */
  readonly senzaGiorni: number;
  /** Records of the file that could not be read, left out. */
  readonly scartate: number;
  /** Periods of the archive before that stay, because a record about their comune could not be read. */
  readonly conservate: number;
  /** What is wrong with the records left out, the first of them: line, column, what was expected. */
  readonly problemi: readonly string[];
}

const chiave = (c: ComuneStorico): string => `${c.codiceIstat} ${c.codiceCatastale ?? ''} ${c.dal}`;

/** Digest of what the checks look at; the order of the file does not matter. */
function improntaDi(comuni: readonly ComuneStorico[], aggiornatoAl: string | null): string {
  const hash = createHash('sha256').update(String(aggiornatoAl));
  for (const riga of comuni.map((c) => `${chiave(c)} ${c.al ?? ''}`).sort()) hash.update(`\n${riga}`);
  return hash.digest('hex');
}

function primi(problemi: readonly string[]): string[] {
  const altri = problemi.length - PROBLEMI_MOSTRATI;
  return [...problemi.slice(0, PROBLEMI_MOSTRATI), ...(altri > 0 ? [`… e altri ${altri}`] : [])];
}

/** A line that is wrong is left out and told; a file of which most lines are wrong is no archive. */
function rifiutaSeNonEArchivio({ comuni, scartate, problemi }: LetturaComuni): void {
  if (problemi.length > 0 && scartate.length > comuni.length) throw new RichiestaRifiutata(primi(problemi));
  if (comuni.length === 0) throw new RichiestaRifiutata(['il file non ha comuni']);
}

/**
 * What the archive before says of the comuni of which a record could not be read: without it the checks would deny places
 * that are right.
 */
function daConservare(prima: readonly ComuneStorico[], { comuni, scartate }: LetturaComuni): ComuneStorico[] {
  const incerti = new Set(scartate.map((s) => s.codiceIstat));
  const detti = new Set(comuni.map(chiave));
  return prima.filter((c) => incerti.has(c.codiceIstat) && !detti.has(chiave(c)));
}

/** What changes from one archive to the other. */
function differenze(
  prima: readonly ComuneStorico[],
  dopo: readonly ComuneStorico[],
): Pick<EsitoComuni, 'nuove' | 'cessate' | 'tolte'> {
  const vecchie = new Map(prima.map((c) => [chiave(c), c.al]));
  const nuove = new Map(dopo.map((c) => [chiave(c), c.al]));
  return {
    nuove: [...nuove.keys()].filter((k) => !vecchie.has(k)).length,
    cessate: [...nuove].filter(([k, al]) => al !== null && vecchie.get(k) === null).length,
    tolte: [...vecchie.keys()].filter((k) => !nuove.has(k)).length,
  };
}

/**
 * Puts the archive of the file in the place of the present one; the appliers look again at everybody (`riguarda-comuni.ts`).
 * @throws RichiestaRifiutata where the file is no archive, with the lines that say so
 */
export async function importaComuni(db: Database, byte: Uint8Array, { attore, now }: Chi): Promise<EsitoComuni> {
  if (byte.length > BYTE_MASSIMI)
    throw new RichiestaRifiutata([`il file ha ${byte.length} byte, al massimo ${BYTE_MASSIMI}: non è l’archivio`]);
  const letti = leggiComuniCsv(decodificaCsv(byte));
  rifiutaSeNonEArchivio(letti);
  const { aggiornatoAl, senzaGiorni } = letti;
  const importatoIl = now.toISOString();
  return db.transaction(async (tx) => {
    const prima = await statoComuni(tx);
    const vecchi = await leggiComuni(tx);
    const conservati = daConservare(vecchi, letti);
    const comuni = [...letti.comuni, ...conservati];
    const impronta = improntaDi(comuni, aggiornatoAl);
    const versione = prima?.impronta === impronta ? prima.versione : randomUUID();
    const stato = { versione, impronta, righe: comuni.length, aggiornatoAl, importatoIl };
    const scarti = { senzaGiorni, scartate: letti.scartate.length, conservate: conservati.length };
    const esito = { ...stato, ...differenze(vecchi, comuni), ...scarti, problemi: primi(letti.problemi) };
    await sostituisciComuni(tx, comuni, stato);
    const dettaglio = JSON.stringify({ ...esito, problemi: esito.problemi.length });
    const azione = { quando: importatoIl, attore, azione: 'comuni-importa', oggetto: 'comuni-storici' };
    await registraAzione(tx, { ...azione, dettaglio });
    return esito;
  });
}

/** Periods read at once: some milliseconds, because a receiver is answering on the same thread. */
const PAGINA = 2_000;

/** Every period of every comune. */
export async function leggiComuni(tx: Tx): Promise<ComuneStorico[]> {
  const comuni: ComuneStorico[] = [];
  for (let dopo = 0; ; ) {
    const pagina = await paginaComuni(tx, { dopo, limit: PAGINA });
    for (const { id, ...comune } of pagina) {
      comuni.push(comune);
      dopo = id;
    }
    if (pagina.length < PAGINA) return comuni;
    await turno();
  }
}

/** The archive last read in this process. */
let letto: { readonly versione: string; readonly archivio: ArchivioComuni } | undefined;

/**
 * Reads the archive whole. On a server a transaction sees what others commit: an import that comes between two pages, or
 * between version and pages, has another version, and everything is read again.
 */
async function leggiArchivio(tx: Tx, stato: StatoComuni): Promise<NonNullable<typeof letto>> {
  const comuni = await leggiComuni(tx);
  const dopo = (await statoComuni(tx))!;
  if (dopo.versione !== stato.versione) return leggiArchivio(tx, dopo);
  return { versione: stato.versione, archivio: creaArchivio(comuni, stato.aggiornatoAl) };
}

/** The archive of this transaction; undefined where none was imported. Reads the table only when its version is another. */
export async function archivioComuni(tx: Tx): Promise<ArchivioComuni | undefined> {
  const stato = await statoComuni(tx);
  if (stato === undefined) return undefined;
  if (letto?.versione === stato.versione) return letto.archivio;
  const nuovo = await leggiArchivio(tx, stato);
  letto = nuovo;
  return nuovo.archivio;
}

/** Comuni merge on 1 January: an archive imported longer ago than this may miss them. */
const VECCHIO_MS = 365 * 86_400_000;

/** True for an archive that was imported more than a year ago: worth a look whether there is another. */
export const comuniVecchi = ({ importatoIl }: StatoComuni, now: Date): boolean =>
  now.getTime() - new Date(importatoIl).getTime() > VECCHIO_MS;
