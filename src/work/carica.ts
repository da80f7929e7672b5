/**
 * The initial load: documents in the form of a 3002 answer, one per family, saved in the inbox like any notification and
 * applied by the everyday loop.
 * Invariant: the same document twice is one row, so an interrupted load is simply given again.
 */
import { testo, trova } from '../anpr/elemento.js';
import { NotificaError } from '../errors.js';
import { apriContenuto } from '../soap/contenuto.js';
import type { Inbox } from '../store/inbox.js';
import type { NotificaRicevuta } from '../store/notifica.js';

/** Saves under way at once: they share commits, and memory stays small. */
const IN_VOLO = 256;

export interface OpzioniCarico {
  readonly codComune: string;
  readonly now: () => Date;
  /** Called after each group with the documents handed over so far. */
  readonly avanza?: (fatti: number) => void;
  /** Hears of a document that is no 3002 answer, while it is the one in hand; the others go on. Without it, it is thrown. */
  readonly scarta?: (errore: NotificaError) => void;
}

export interface EsitoCarico {
  readonly nuovi: number;
  /** Known already, whether with the same bytes or others. */
  readonly giaPresenti: number;
}

/**
 * A document as the inbox takes it; its id and time are those of its `testataRisposta`.
 * @throws NotificaError when it is no readable XML or has no `testataRisposta/idOperazioneANPR`
 */
export function documentoCarico(contenuto: Uint8Array, codComune: string, now: Date): NotificaRicevuta {
  const { elemento } = apriContenuto(contenuto, []);
  const testata = trova(elemento, (e) => e.nome === 'testataRisposta');
  const idOperazioneANPR = testo(testata, 'idOperazioneANPR');
  if (idOperazioneANPR === undefined)
    throw new NotificaError('DATI_MANCANTI', 'no testataRisposta/idOperazioneANPR: not the answer of a 3002');
  return {
    canale: 'CARICO',
    codDestinatario: codComune,
    tipoNotifica: '3002',
    codMittente: testo(testata, 'codMittente') ?? '',
    dataOraRichiesta: testo(testata, 'dataOraRichiesta') ?? now.toISOString(),
    idOperazioneANPR,
    contenuto,
    prova: false,
    firma: 'ASSENTE',
    ricevutaIl: now.toISOString(),
  };
}

/** Saves the documents, many per commit. @throws NotificaError at the first that is no 3002 answer, unless somebody hears of it */
export async function carica(
  inbox: Pick<Inbox, 'salva'>,
  documenti: Iterable<Uint8Array>,
  { codComune, now, avanza, scarta }: OpzioniCarico,
): Promise<EsitoCarico> {
  let nuovi = 0;
  let fatti = 0;
  let gruppo: NotificaRicevuta[] = [];
  const salva = async (): Promise<void> => {
    const esiti = await Promise.all(gruppo.map((n) => inbox.salva(n)));
    nuovi += esiti.filter((e) => e === 'nuova').length;
    fatti += gruppo.length;
    gruppo = [];
    avanza?.(fatti);
  };
  for (const documento of documenti) {
    try {
      gruppo.push(documentoCarico(documento, codComune, now()));
    } catch (error) {
      if (!(error instanceof NotificaError) || scarta === undefined) throw error;
      scarta(error);
    }
    if (gruppo.length >= IN_VOLO) await salva();
  }
  await salva();
  return { nuovi, giaPresenti: fatti - nuovi };
}
