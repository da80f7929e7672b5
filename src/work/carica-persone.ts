/**
 * People of a municipal file into the inbox, whatever the layout: consecutive ones of a family make one document, documents
 * share commits, and a mark says how far the load got.
 * Invariant: memory holds one group of families; the mark is written after the documents up to it are committed.
 */
import { type Carico, leggiSegno, scriviSegno } from '../store/carichi.js';
import type { Database } from '../store/database.js';
import type { Inbox } from '../store/inbox.js';
import { documentoDi } from './carica-documento.js';

/** Documents saved together: they share commits, and one mark. */
const GRUPPO = 256;
/** People of one document: consecutive ones of a family; a convivenza of hundreds is cut. */
const PERSONE = 40;

/** One person to load. */
export interface PersonaLetta {
  /** Place in the file, growing: the mark is one of these. */
  readonly posto: number;
  /** Of the family; a person without one makes a document alone. */
  readonly famiglia: string | undefined;
  /** The `datiSoggetto`; empty for a card alone. */
  readonly xml: string;
  /** Of a convivenza: its card, for a document that names nobody. */
  readonly scheda?: string;
}

export interface OpzioniPersone {
  readonly codComune: string;
  /** Names the source in the ids: `CSV`, `SUB`. */
  readonly fonte: string;
  /** Instant of extraction, ISO-8601 UTC. */
  readonly momento: string;
  /** Names the file: a load of the same file goes on where it stopped. */
  readonly impronta: string;
  readonly now: () => Date;
}

export interface EsitoPersone {
  /** People in documents handed over, the ones known already included. */
  readonly persone: number;
  readonly documenti: number;
  readonly nuovi: number;
  /** Place after which this run went on; 0 = from the beginning. */
  readonly ripresaDa: number;
}

interface Famiglia {
  readonly id: string | undefined;
  readonly persone: string[];
  readonly scheda: string | undefined;
  ultimo: number;
}

/** Where a load writes. */
export interface PorteCarico {
  /** Keeps the mark. Absent: there is none, the load is whole and leaves nothing (a dry run). */
  readonly db?: Database;
  readonly inbox: Pick<Inbox, 'salva'>;
}

/** The mark of a file; without a database there is none. */
function segnoDi(db: Database | undefined, o: OpzioniPersone) {
  if (db === undefined) return { leggi: async () => 0, segna: async () => undefined };
  const carico: Carico = { codComune: o.codComune, impronta: o.impronta };
  return {
    leggi: () => db.transaction((tx) => leggiSegno(tx, carico)),
    segna: (riga: number | null) =>
      db.transaction((tx) => scriviSegno(tx, carico, { riga, now: o.now().toISOString() })),
  };
}

/** Loads the people that `leggi` gives, the ones up to the mark left out. */
export async function caricaPersone(
  { db, inbox }: PorteCarico,
  leggi: () => AsyncIterable<PersonaLetta>,
  o: OpzioniPersone,
): Promise<EsitoPersone> {
  const segno = segnoDi(db, o);
  const ripresaDa = await segno.leggi();
  const conto = { persone: 0, documenti: 0, nuovi: 0 };
  let gruppo: Famiglia[] = [];
  const salva = async (): Promise<void> => {
    const documenti = gruppo.map((f) => documentoDi(f.persone, { ...o, scheda: f.scheda, now: o.now() }));
    const esiti = await Promise.all(documenti.map((d) => inbox.salva(d)));
    const ultimo = gruppo.at(-1)?.ultimo;
    if (ultimo !== undefined) await segno.segna(ultimo);
    conto.documenti += gruppo.length;
    conto.nuovi += esiti.filter((e) => e === 'nuova').length;
    conto.persone += gruppo.reduce((n, f) => n + f.persone.length, 0);
    gruppo = [];
  };
  for await (const famiglia of famiglie(leggi(), ripresaDa)) {
    gruppo.push(famiglia);
    if (gruppo.length >= GRUPPO) await salva();
  }
  await salva();
  await segno.segna(null);
  return { ...conto, ripresaDa };
}

async function* famiglie(persone: AsyncIterable<PersonaLetta>, ripresaDa: number): AsyncGenerator<Famiglia> {
  let aperta: Famiglia | undefined;
  for await (const { posto, famiglia: id, xml, scheda } of persone) {
    if (posto <= ripresaDa) continue;
    if (aperta !== undefined && id !== undefined && aperta.id === id && aperta.persone.length < PERSONE) {
      aperta.persone.push(xml);
      aperta.ultimo = posto;
      continue;
    }
    if (aperta !== undefined) yield aperta;
    aperta = { id, persone: xml === '' ? [] : [xml], scheda, ultimo: posto };
  }
  if (aperta !== undefined) yield aperta;
}
