/**
 * The initial load: documents in the form of a 3002 answer, one per family, saved in the inbox like any notification and
 * applied by the everyday loop.
 * Invariant: the same document twice is one row, so an interrupted load is simply given again.
 */
import { NotificaError } from '../errors.js';
import { type Carico, leggiSegno, scriviSegno } from '../store/carichi.js';
import type { Database } from '../store/database.js';
import type { Inbox } from '../store/inbox.js';
import type { NotificaRicevuta } from '../store/notifica.js';
import { ContenutoPericolosoError } from './lettore.js';
import { type Testata3002, testata3002 } from './scheda-3002.js';

/** Saves under way at once: they share commits, and memory stays small. */
const IN_VOLO = 256;

export interface OpzioniCarico {
  readonly codComune: string;
  readonly now: () => Date;
  /** Called after each group with the documents handed over so far. */
  readonly avanza?: (fatti: number) => void;
  /** Hears of a document that is no 3002 answer, while it is the one in hand; the others go on. Without it, it is thrown. */
  readonly scarta?: (errore: NotificaError) => void;
  /** Who reads the header of a document; absent: this thread. @throws ContenutoPericolosoError */
  readonly testata?: (contenuto: Uint8Array) => Promise<Testata3002>;
  /** Where the mark is kept, and the name of the set of documents: the same set goes on where it stopped. Absent: no mark. */
  readonly segno?: { readonly db: Database; readonly impronta: string };
}

export interface EsitoCarico {
  readonly nuovi: number;
  /** Known already, whether with the same bytes or others. */
  readonly giaPresenti: number;
  /** Of those known: on this channel with other bytes. */
  readonly discordi: number;
  /** People in the documents handed over. */
  readonly persone: number;
  /** Documents of the set that an interrupted load had handed over already; 0 = from the beginning. */
  readonly ripresaDa: number;
}

/**
 * A document as the inbox takes it; its id and time are those of its `testataRisposta`.
 * @throws NotificaError when it is no readable XML or has no `testataRisposta/idOperazioneANPR`
 */
export function documentoCarico(contenuto: Uint8Array, codComune: string, now: Date): NotificaRicevuta {
  return conTestata(contenuto, testata3002(contenuto), { codComune, now }).notifica;
}

interface Letto {
  readonly notifica: NotificaRicevuta;
  readonly persone: number;
}

function conTestata(
  contenuto: Uint8Array,
  { idOperazioneANPR, codMittente, dataOraRichiesta, persone }: Testata3002,
  { codComune, now }: { readonly codComune: string; readonly now: Date },
): Letto {
  const notifica: NotificaRicevuta = {
    canale: 'CARICO',
    codDestinatario: codComune,
    tipoNotifica: '3002',
    codMittente,
    dataOraRichiesta: dataOraRichiesta ?? now.toISOString(),
    idOperazioneANPR,
    contenuto,
    prova: false,
    firma: 'ASSENTE',
    ricevutaIl: now.toISOString(),
  };
  return { notifica, persone };
}

/** The mark of a set of documents; without a name there is none. */
function segnoDi({ segno, codComune, now }: OpzioniCarico) {
  if (segno === undefined) return { leggi: async () => 0, scrivi: async () => undefined };
  const carico: Carico = { codComune, impronta: segno.impronta };
  return {
    leggi: () => segno.db.transaction((tx) => leggiSegno(tx, carico)),
    scrivi: (riga: number | null) =>
      segno.db.transaction((tx) => scriviSegno(tx, carico, { riga, now: now().toISOString() })),
  };
}

/**
 * Saves the documents, many per commit; those up to the mark are only read again, so that the report is whole.
 * @throws NotificaError at the first that is no 3002 answer, unless somebody hears of it
 */
export async function carica(
  inbox: Pick<Inbox, 'salva'>,
  documenti: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  o: OpzioniCarico,
): Promise<EsitoCarico> {
  const segno = segnoDi(o);
  const ripresaDa = await segno.leggi();
  const conto = { letti: 0, nuovi: 0, fatti: 0, discordi: 0, persone: 0 };
  let gruppo: Letto[] = [];
  const salva = async (): Promise<void> => {
    const esiti = await Promise.all(gruppo.map(({ notifica }) => inbox.salva(notifica)));
    conto.nuovi += esiti.filter((e) => e === 'nuova').length;
    conto.discordi += esiti.filter((e) => e === 'conflitto').length;
    conto.persone += gruppo.reduce((n, { persone }) => n + persone, 0);
    conto.fatti += gruppo.length;
    gruppo = [];
    if (conto.letti > ripresaDa) await segno.scrivi(conto.letti);
    o.avanza?.(conto.fatti);
  };
  for await (const documento of documenti) {
    conto.letti += 1;
    const letto = await tenta(documento, o);
    if (letto !== undefined && conto.letti > ripresaDa) gruppo.push(letto);
    if (gruppo.length >= IN_VOLO) await salva();
  }
  await salva();
  await segno.scrivi(null);
  const { nuovi, discordi, persone } = conto;
  return { nuovi, giaPresenti: conto.fatti - nuovi, discordi, persone, ripresaDa };
}

/** Undefined for a document that somebody heard is none. @throws NotificaError when nobody listens */
async function tenta(documento: Uint8Array, o: OpzioniCarico): Promise<Letto | undefined> {
  try {
    const testata = await (o.testata ?? testata3002)(documento);
    return conTestata(documento, testata, { codComune: o.codComune, now: o.now() });
  } catch (error) {
    const e = error instanceof ContenutoPericolosoError ? pericoloso() : error;
    if (!(e instanceof NotificaError) || o.scarta === undefined) throw e;
    o.scarta(e);
    return undefined;
  }
}

const pericoloso = (): NotificaError =>
  new NotificaError('CONTENUTO_PERICOLOSO', 'leggerlo non finisce, o riempie la memoria');
