/**
 * Documents given by hand into the same inbox as everything else, channel FILE.
 * Invariant: an entry is stored, known already, or refused with its reason, and is told in every case; memory holds one
 * group of documents; given again, everything is found again.
 */

import { TIPI_NOTIFICA } from '../anpr/codici.js';
import type { Keystore } from '../soap/keystore.js';
import { type Forma, type Riconosciuta, riconosci, type Voce } from '../soap/riconosci.js';
import type { Inbox } from '../store/inbox.js';
import type { EsitoSalvataggio, NotificaRicevuta } from '../store/notifica.js';
import { ContenutoPericolosoError } from './lettore.js';

/** Entries that share commits. */
const IN_VOLO = 256;
/** As ISTAT numbers the comuni. */
const CODICE = /^\d{6}$/;
/** Bytes of one group: bounds memory where the documents are long. */
const MAX_BYTE = 16 * 1024 * 1024;

/** An ente of the installation, as a document names it. */
export interface EnteImporta {
  readonly codiceIstat: string;
  /** Every code of it, historical ones included. */
  readonly codici: readonly string[];
  readonly keystores: readonly Keystore[];
}

/** A document as read, or why it was not. */
export type Documento = { readonly dove: string } & (
  | { readonly byte: Uint8Array }
  | { readonly byte?: undefined; readonly motivo: string; readonly perche: string }
);

/** What became of one entry. */
export interface VoceImportata {
  readonly dove: string;
  /** Place in a list of 4005, from 1. */
  readonly posizione?: number;
  readonly forma?: Forma;
  readonly tipoNotifica?: string;
  readonly codDestinatario?: string;
  readonly idOperazioneANPR?: string;
  readonly chiaveDerivata?: boolean;
  readonly esito: EsitoSalvataggio | 'rifiutata';
  /** Of a refusal. */
  readonly motivo?: string;
  readonly perche?: string;
}

export interface OpzioniImporta {
  readonly enti: readonly EnteImporta[];
  /** Code of the ente the operator named, for what does not say whose it is. */
  readonly ente: string | undefined;
  readonly now: () => Date;
  /** Who says what a document is; absent: this thread. @throws ContenutoPericolosoError */
  readonly riconosci?: (byte: Uint8Array) => Promise<readonly Voce[]>;
  /** Hears of every entry, in order. */
  readonly detta: (voce: VoceImportata) => void;
}

type Pronta = { readonly voce: Omit<VoceImportata, 'esito'>; readonly notifica?: NotificaRicevuta };

type Destinatario = { readonly codice: string } | { readonly motivo: string; readonly perche: string };

/** Whose it is: what the document says, else what the operator says, else the only ente there is. */
function destinatarioDi(v: Riconosciuta, { enti, ente }: OpzioniImporta): Destinatario {
  const suo = enti.flatMap((e) =>
    v.destinatari.filter((d) => e.codici.includes(d)).map((codice) => ({ codice, e })),
  )[0];
  if (suo !== undefined) {
    if (ente === undefined || suo.e.codiceIstat === ente) return { codice: suo.codice };
    return { motivo: 'DESTINATARIO', perche: `è del comune ${suo.codice}, non di ${ente}: rifare senza --comune` };
  }
  const [detto] = v.destinatari;
  if (detto !== undefined) {
    const chi = CODICE.test(detto) ? `del comune ${detto}` : 'di un codice che non è di un comune';
    return { motivo: 'DESTINATARIO', perche: `è ${chi}, che non è fra gli enti di questa installazione` };
  }
  const codice = ente ?? (enti.length === 1 ? enti[0]?.codiceIstat : undefined);
  return codice === undefined
    ? { motivo: 'ENTE', perche: 'non dice di quale comune è: rifare con --comune CODICE' }
    : { codice };
}

/**
 * What may be told of a document that is not taken: words of ours, and an id that is one. A file given by mistake, whatever it
 * holds, is not shown.
 */
function rifiutabile({ dove, forma, posizione, tipoNotifica, idOperazioneANPR }: Omit<VoceImportata, 'esito'>) {
  return {
    dove,
    ...(forma !== undefined && { forma }),
    ...(posizione !== undefined && { posizione }),
    ...(tipoNotifica !== undefined && Object.hasOwn(TIPI_NOTIFICA, tipoNotifica) && { tipoNotifica }),
    ...(idOperazioneANPR !== undefined && /^\d{1,30}$/.test(idOperazioneANPR) && { idOperazioneANPR }),
  };
}

function prepara(dove: string, v: Voce, o: OpzioniImporta): Pronta {
  if ('motivo' in v) return { voce: { dove, ...v } };
  const { contenuto, destinatari, dataOraRichiesta, codMittente, ...detto } = v;
  const voce = { dove, ...detto };
  const di = destinatarioDi(v, o);
  if ('motivo' in di) return { voce: { ...rifiutabile(voce), ...di } };
  const { tipoNotifica, idOperazioneANPR, chiaveDerivata } = v;
  const testata = {
    tipoNotifica,
    idOperazioneANPR,
    chiaveDerivata,
    codMittente,
    dataOraRichiesta,
    codDestinatario: di.codice,
  };
  const fissi = {
    canale: 'FILE' as const,
    prova: false,
    firma: v.forma === 'BUSTA' ? ('NON_VERIFICATA' as const) : ('ASSENTE' as const),
  };
  return {
    voce: { ...voce, codDestinatario: di.codice },
    notifica: { ...testata, ...fissi, contenuto, ricevutaIl: o.now().toISOString() },
  };
}

async function vociDi(byte: Uint8Array, o: OpzioniImporta): Promise<readonly Voce[]> {
  if (o.riconosci === undefined) return riconosci(byte, o.enti);
  try {
    return await o.riconosci(byte);
  } catch (error) {
    if (!(error instanceof ContenutoPericolosoError)) throw error;
    return [{ motivo: 'CONTENUTO_PERICOLOSO', perche: 'leggerlo non finisce, o riempie la memoria: non va importato' }];
  }
}

/** Saves what the documents hold. @throws InfrastructureError, TransientError; what was told as stored is stored */
export async function importa(
  inbox: Pick<Inbox, 'salva'>,
  documenti: AsyncIterable<Documento>,
  o: OpzioniImporta,
): Promise<void> {
  let gruppo: Pronta[] = [];
  let byte = 0;
  const salva = async (): Promise<void> => {
    const esiti = await Promise.all(
      gruppo.map(({ notifica }) => (notifica === undefined ? ('rifiutata' as const) : inbox.salva(notifica))),
    );
    for (const [i, { voce }] of gruppo.entries()) o.detta({ ...voce, esito: esiti[i] ?? 'rifiutata' });
    gruppo = [];
    byte = 0;
  };
  for await (const documento of documenti) {
    const { dove } = documento;
    const voci: readonly Voce[] = documento.byte === undefined ? [documento] : await vociDi(documento.byte, o);
    for (const v of voci) gruppo.push(prepara(dove, v, o));
    byte += documento.byte?.byteLength ?? 0;
    if (gruppo.length >= IN_VOLO || byte >= MAX_BYTE) await salva();
  }
  await salva();
}
