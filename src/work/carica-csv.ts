/**
 * The load of a whole comune from a municipal CSV: streamed, saved in the inbox like any notification, resumable.
 * Invariant: a line is either in a committed document or told to `scarta`; memory holds one group of families.
 */
import type { DatiSoggetto } from '../anpr/soggetto.js';
import { type Carico, leggiSegno, scriviSegno } from '../store/carichi.js';
import type { Database } from '../store/database.js';
import type { Inbox } from '../store/inbox.js';
import type { NotificaRicevuta } from '../store/notifica.js';
import { documentoDi } from './carica-documento.js';
import { type Codifica, leggiRighe } from './carica-righe.js';
import { leggiPersona, leggiTestata, type Problema, type Tracciato } from './carica-tracciato.js';

/** Documents saved together: they share commits, and one mark. */
const GRUPPO = 256;
/** People of one document: consecutive lines of a family; a convivenza of hundreds is cut. */
const PERSONE = 40;

/** A line that was not taken: everything wrong with it. */
export interface Scarto {
  readonly riga: number;
  readonly problemi: readonly Problema[];
}

export interface OpzioniCsv {
  readonly codComune: string;
  readonly codifica: Codifica;
  /** Instant of extraction, ISO-8601 UTC. */
  readonly momento: string;
  /** Names the file: a load of the same file goes on where it stopped. */
  readonly impronta: string;
  readonly now: () => Date;
  readonly scarta: (scarto: Scarto) => void;
  /** Lines read so far. */
  readonly avanza?: (righe: number) => void;
}

export interface EsitoCsv {
  /** People in documents handed over, the ones known already included. */
  readonly persone: number;
  readonly documenti: number;
  readonly nuovi: number;
  readonly scartate: number;
  /** Line after which this run went on; 0 = from the beginning. */
  readonly ripresaDa: number;
}

/** The heading is not that of the layout: nothing was loaded. */
export class TestataError extends Error {
  override readonly name = 'TestataError';
  constructor(readonly problemi: readonly Problema[]) {
    super(`the heading has ${problemi.length} problems`);
  }
}

/** Loads the file; what an interrupted run had told is told again, so that the report is whole. @throws TestataError before anything is saved */
export async function caricaCsv(
  { db, inbox }: { readonly db: Database; readonly inbox: Pick<Inbox, 'salva'> },
  pezzi: AsyncIterable<Uint8Array>,
  o: OpzioniCsv,
): Promise<EsitoCsv> {
  const carico: Carico = { codComune: o.codComune, impronta: o.impronta };
  const ripresaDa = await db.transaction((tx) => leggiSegno(tx, carico));
  const conto = { persone: 0, documenti: 0, nuovi: 0, scartate: 0 };
  let gruppo: Famiglia[] = [];
  const salva = async (): Promise<void> => {
    const documenti = gruppo.map((f): NotificaRicevuta => documentoDi(f.persone, { ...o, now: o.now() }));
    const esiti = await Promise.all(documenti.map((d) => inbox.salva(d)));
    const ultima = gruppo.at(-1)?.ultimaRiga;
    if (ultima !== undefined)
      await db.transaction((tx) => scriviSegno(tx, carico, { riga: ultima, now: o.now().toISOString() }));
    conto.documenti += gruppo.length;
    conto.nuovi += esiti.filter((e) => e === 'nuova').length;
    conto.persone += gruppo.reduce((n, f) => n + f.persone.length, 0);
    gruppo = [];
  };
  const scarta = (s: Scarto): void => {
    conto.scartate += 1;
    o.scarta(s);
  };
  for await (const famiglia of famiglie(pezzi, { ...o, scarta, ripresaDa })) {
    gruppo.push(famiglia);
    if (gruppo.length >= GRUPPO) await salva();
  }
  await salva();
  await db.transaction((tx) => scriviSegno(tx, carico, { riga: null, now: o.now().toISOString() }));
  return { ...conto, ripresaDa };
}

interface Famiglia {
  readonly id: string | undefined;
  readonly persone: DatiSoggetto[];
  ultimaRiga: number;
}

/** Consecutive lines of one family become one document; whoever has no family has one alone. */
async function* famiglie(
  pezzi: AsyncIterable<Uint8Array>,
  o: OpzioniCsv & { readonly ripresaDa: number },
): AsyncGenerator<Famiglia> {
  let aperta: Famiglia | undefined;
  for await (const { riga, dati } of persone(pezzi, o)) {
    const id = dati.famigliaConvivenza?.idFamigliaConvivenzaANPR;
    if (aperta !== undefined && id !== undefined && aperta.id === id && aperta.persone.length < PERSONE) {
      aperta.persone.push(dati);
      aperta.ultimaRiga = riga;
      continue;
    }
    if (aperta !== undefined) yield aperta;
    aperta = { id, persone: [dati], ultimaRiga: riga };
  }
  if (aperta !== undefined) yield aperta;
}

async function* persone(
  pezzi: AsyncIterable<Uint8Array>,
  { codifica, codComune, scarta, avanza, ripresaDa }: OpzioniCsv & { readonly ripresaDa: number },
): AsyncGenerator<{ readonly riga: number; readonly dati: DatiSoggetto }> {
  let tracciato: Tracciato | undefined;
  for await (const record of leggiRighe(pezzi, codifica)) {
    const { riga } = record;
    if (tracciato === undefined) {
      tracciato = tracciatoDi(record);
      continue;
    }
    avanza?.(riga);
    if ('errore' in record) {
      scarta({ riga, problemi: [{ campo: 'riga', atteso: record.errore }] });
      continue;
    }
    const letta = leggiPersona(record.campi, tracciato, codComune);
    if ('problemi' in letta) scarta({ riga, problemi: letta.problemi });
    else if (riga > ripresaDa) yield { riga, dati: letta.dati };
  }
  if (tracciato === undefined) throw new TestataError([{ campo: 'file', atteso: 'almeno la riga delle colonne' }]);
}

function tracciatoDi(record: { readonly campi: readonly string[] } | { readonly errore: string }): Tracciato {
  if ('errore' in record) throw new TestataError([{ campo: 'prima riga', atteso: record.errore }]);
  const testata = leggiTestata(record.campi);
  if ('problemi' in testata) throw new TestataError(testata.problemi);
  return testata.tracciato;
}
