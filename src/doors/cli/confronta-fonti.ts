/**
 * What `allinea confronta` compares: people asked for one by one, or the files given by hand.
 * Invariant: streamed; a file that cannot be read is told and the others go on.
 */

import { statSync } from 'node:fs';
import { GIORNO_ATTESO } from '../../anpr/giorni.js';
import { inizioDelGiorno } from '../../anpr/ora-italiana.js';
import { NotificaError } from '../../errors.js';
import { streamRegular } from '../../regular-file.js';
import { quantiIscritti } from '../../store/confronto.js';
import type { Codifica } from '../../work/carica-righe.js';
import { type Domanda, daChiedere } from '../../work/confronto/domanda.js';
import type { Voce, VoceAssente } from '../../work/confronto/sorgente.js';
import { iscritti, nota, persona, prossimi, vociDaAnpr, vociDaFile } from '../../work/confronto/sorgenti.js';
import type { Ente } from '../../work/enti.js';
import type { Ambiente, OpzioniComuni } from './ambiente.js';
import type { Conto } from './confronta-testo.js';
import { type Sessione, UsoError } from './esegui.js';
import type { Barra } from './prova/barra.js';
import { conto as conteggio, numero } from './testo.js';

export interface Opzioni extends OpzioniComuni {
  readonly comune?: string;
  readonly persone?: number;
  readonly soggetto?: string;
  readonly file?: readonly string[];
  readonly tutti?: boolean;
  readonly applica?: boolean;
  readonly valori?: boolean;
  readonly csv?: string;
  readonly estrattoIl?: string;
  readonly codifica: Codifica;
}

/** One run of the command. */
export interface Lavoro {
  readonly sessione: Sessione;
  readonly ambiente: Ambiente;
  readonly o: Opzioni;
  readonly ente: Ente;
  readonly domanda: Domanda | undefined;
  readonly conto: Conto;
  /** What went wrong, and what is only worth knowing. */
  readonly avvisi: string[];
  readonly note: string[];
  readonly barra: Barra;
}

function chiediAnpr({ domanda, ente }: Lavoro): Domanda {
  if (domanda !== undefined) return domanda;
  throw new UsoError(
    `${ente.nome} non è collegato ai servizi di ANPR (sezione «anpr» dell’ente): confrontare con un file, --file RISPOSTA.xml.`,
  );
}

/** Asks ANPR for some people, for one, or for everybody registered here. */
export function daAnpr(l: Lavoro): AsyncIterable<Voce | VoceAssente> {
  const { sessione, ambiente, o, ente, conto, barra } = l;
  const { db } = sessione;
  const codComune = ente.codiceIstat;
  const domanda = chiediAnpr(l);
  const chi = async function* () {
    const now = ambiente.now().toISOString();
    if (o.soggetto !== undefined) yield* await persona(db, codComune, o.soggetto);
    else if (o.persone !== undefined) yield* daChiedere(await prossimi(db, codComune, { quanti: o.persone, now }));
    else for await (const uno of iscritti(db, codComune)) yield* daChiedere([uno]);
  };
  const contati = async function* () {
    const totale = o.persone ?? (o.tutti === true ? await db.transaction((tx) => quantiIscritti(tx, codComune)) : 1);
    for await (const uno of chi()) {
      barra.avanza(conto.guardati + conto.rifiutati, totale);
      yield uno;
    }
  };
  const rifiutata = (): void => {
    conto.rifiutati += 1;
  };
  return vociDaAnpr(contati(), { domanda, rifiutata });
}

/** The bytes of the files, one after the other; the bar moves with them. */
async function* byteDi(l: Lavoro, file: string, gia: number): AsyncGenerator<Uint8Array> {
  const totale = (l.o.file ?? []).reduce((somma, f) => somma + (statSync(f, { throwIfNoEntry: false })?.size ?? 0), 0);
  let letti = gia;
  for await (const pezzo of streamRegular(file)) {
    letti += (pezzo as Uint8Array).length;
    l.barra.avanza(letti, totale);
    yield pezzo as Uint8Array;
  }
}

/** One file; what it does not say is told and the others go on. */
async function* unFile(l: Lavoro, file: string, gia: number): AsyncGenerator<Voce> {
  const { ambiente, o, conto, avvisi, note } = l;
  const momento = o.estrattoIl === undefined ? ambiente.now().toISOString() : inizioDelGiorno(o.estrattoIl);
  const storte = { date: 0, riga: 0 };
  const trascurati = {
    data: (riga: number): void => {
      storte.date += 1;
      storte.riga ||= riga;
    },
    colonne: (nomi: readonly string[]): void => {
      if (nomi.length > 0) note.push(`Colonne di ${file} che non si confrontano: ${nomi.join(', ')}.`);
    },
    riga: (): void => {
      conto.trascurate += 1;
    },
  };
  let voci = 0;
  try {
    for await (const voce of vociDaFile({
      nome: file,
      pezzi: byteDi(l, file, gia),
      momento,
      codifica: o.codifica,
      trascurati,
    })) {
      voci += 1;
      yield voce;
    }
    if (storte.date > 0)
      avvisi.push(
        `${file}: ${conteggio(storte.date, 'data non si legge', 'date non si leggono')}, la prima alla riga ${storte.riga}: serve ${GIORNO_ATTESO}. Il resto si confronta.`,
      );
    // ANPR's exports have come out empty (#1547): that is no comune without people.
    if (voci === 0) throw new NotificaError('CONTENUTO_VUOTO', 'né una risposta 3002 né una persona');
  } catch (error) {
    if (!(error instanceof NotificaError)) throw error;
    conto.illeggibili += 1;
    avvisi.push(`${file}: letto in parte o per nulla (${error.motivo}: ${error.message}).`);
  }
}

/** A file that names less than half of the comune is not the whole of it: whoever it leaves out is not missing for that. */
async function pareCompleto({ sessione, ente, avvisi }: Lavoro, nominati: number): Promise<boolean> {
  const qui = await sessione.db.transaction((tx) => quantiIscritti(tx, ente.codiceIstat));
  const basta = nominati * 2 >= qui;
  if (!basta)
    avvisi.push(
      `Il file nomina ${conteggio(nominati, 'persona', 'persone')} e gli iscritti sono ${numero(qui)}: non pare l’intero comune, chi manca non viene detto.`,
    );
  return basta;
}

/** Reads the files one after the other; with `--tutti` then tells who is registered here and stands in none of them. */
export function daFile(l: Lavoro, files: readonly string[]): AsyncIterable<Voce | VoceAssente> {
  const stati = files.map((f) => statSync(f, { throwIfNoEntry: false }));
  const manca = files.find((_, i) => stati[i]?.isFile() !== true);
  if (manca !== undefined) throw new UsoError(`Il file ${manca} non c’è, o è una cartella.`);
  const memoria = nota(l.sessione.db, l.ente.codiceIstat);
  const righe = async function* (): AsyncGenerator<Voce> {
    let gia = 0;
    for (const [i, file] of files.entries()) {
      yield* unFile(l, file, gia);
      gia += stati[i]?.size ?? 0;
    }
  };
  return (async function* () {
    yield* memoria.passa(righe());
    // Of a file read in part nobody can say who is missing.
    if (l.o.tutti === true && l.conto.illeggibili === 0 && (await pareCompleto(l, memoria.quanti())))
      yield* memoria.mai();
  })();
}
