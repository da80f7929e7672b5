/**
 * What `allinea carica` says before it queues anything, and in a dry run instead of queueing: warnings with what they mean,
 * and what is not taken.
 * Invariant: no value of anybody: places, fields, what was expected.
 */
import type { EsitoCarico } from '../../work/carica.js';
import type { EsitoCsv } from '../../work/carica-csv.js';
import type { EsitoSubentro } from '../../work/carica-subentro.js';
import type { Output } from './ambiente.js';
import { rigaCsv, testataCsv } from './csv.js';
import { resocontoRiservato, togliFile } from './file-riservato.js';
import { conto, numero } from './testo.js';

/** What a dry run shows of what is not taken; all of it is in the report. */
const MOSTRATI = 20;

/** Hears what is not taken. */
export interface Rapporto<T> {
  readonly scarta: (scarto: T) => void;
  /** The report, where something was written into it. */
  scritto(): string | null;
  /** The first ones in words, and how many follow. */
  primi(): readonly string[];
}

export interface OpzioniRapporto<T> {
  /** Where the report goes, whatever stood there; null: nowhere. */
  readonly file: string | null;
  readonly colonne: readonly string[];
  readonly celle: (scarto: T) => readonly (readonly (string | number)[])[];
  readonly parole: (scarto: T) => readonly string[];
}

/** Begins a report, written as it comes; nothing is left where there is nothing to say. */
export function apriRapporto<T>({ file, colonne, celle, parole }: OpzioniRapporto<T>): Rapporto<T> {
  if (file !== null) togliFile(file);
  const resoconto = file === null ? undefined : resocontoRiservato(file, testataCsv(colonne));
  const mostrati: string[] = [];
  let quanti = 0;
  return {
    scarta: (scarto) => {
      resoconto?.scrivi(
        celle(scarto)
          .map((riga) => rigaCsv(riga))
          .join(''),
      );
      for (const detto of parole(scarto)) {
        quanti += 1;
        if (mostrati.length < MOSTRATI) mostrati.push(detto);
      }
    },
    scritto: () => (resoconto?.aperto() === true ? file : null),
    primi: () => {
      const altri = quanti - mostrati.length;
      const seguono = altri === 1 ? '… e un altro' : `… e altri ${numero(altri)}`;
      return altri === 0 ? mostrati : [...mostrati, `${seguono}: con «--scarti FILE» si leggono tutti`];
    },
  };
}

/** `una` for one, else `tante`; `#` is the number. */
const avviso = (n: number, una: string, tante: string): string[] =>
  n === 0 ? [] : [(n === 1 ? una : tante).replace('#', numero(n))];

const CORREGGERE = 'Si corregge e si ripete il comando intero: ciò che è già in coda viene riconosciuto.';

/** What is to be known before a municipal CSV is queued. */
export const avvisiCsv = (e: EsitoCsv): readonly string[] => [
  ...avviso(
    e.scartate,
    `# riga non si carica: finché non si corregge, di quella persona si sa solo ciò che dicono le notifiche. ${CORREGGERE}`,
    `# righe non si caricano: finché non si correggono, di quelle persone si sa solo ciò che dicono le notifiche. ${CORREGGERE}`,
  ),
  ...avviso(
    e.senzaComune,
    '# indirizzo è senza il nome del comune, che ANPR scrive: la notifica che lo ripete apre una variazione.',
    '# indirizzi sono senza il nome del comune, che ANPR scrive: le notifiche che li ripetono aprono variazioni.',
  ),
  ...(e.senzaComune === 0
    ? []
    : ['Il nome lo mettono «allinea comuni importa», prima del carico, o le colonne nome_comune e provincia.']),
];

/** The same before the official layout is. */
export const avvisiSubentro = (e: EsitoSubentro): readonly string[] => [
  ...avviso(
    e.discordi,
    '# file ha un altro numero di persone da quello che dichiara: può essere incompleto. Va chiesto o copiato di nuovo.',
    '# file hanno un altro numero di persone da quello che dichiarano: possono essere incompleti. Vanno chiesti o copiati di nuovo.',
  ),
  ...avviso(
    e.scartate,
    '# persona non si carica: di lei si saprà solo ciò che dicono le notifiche, o la sua scheda (3002).',
    '# persone non si caricano: di loro si saprà solo ciò che dicono le notifiche, o le loro schede (3002).',
  ),
  ...avviso(
    e.incomplete,
    '# persona si carica senza la famiglia: non conta fra gli occupanti di una casa finché non lo dice una notifica, o la sua scheda (3002).',
    '# persone si caricano senza la famiglia: non contano fra gli occupanti di una casa finché non lo dice una notifica, o le loro schede (3002).',
  ),
];

/** The same before answers of the 3002 are. */
export const avvisiSchede = (e: EsitoCarico, scartati: number): readonly string[] => [
  ...avviso(
    scartati,
    `# documento non si carica: chi vi è scritto resta come è oggi. ${CORREGGERE}`,
    `# documenti non si caricano: chi vi è scritto resta come è oggi. ${CORREGGERE}`,
  ),
  ...avviso(
    e.discordi,
    '# documento è già noto con un altro contenuto: si conservano le due versioni, e si apre un’anomalia (NOTIFICA_DISCORDE).',
    '# documenti sono già noti con un altro contenuto: si conservano le due versioni, e si apre un’anomalia per ciascuno (NOTIFICA_DISCORDE).',
  ),
];

/** Says the warnings before anything is queued. */
export function avvisaPrima(err: Output, avvisi: readonly string[]): void {
  if (avvisi.length === 0) return;
  const righe = avvisi.map((a) => `  ${a}\n`).join('');
  err.write(`Prima di mettere in coda (con --prova lo si legge senza caricare nulla):\n${righe}`);
}

/** What a load would do. */
export interface Giudizio {
  /** What would be queued, without the full stop. */
  readonly cosa: string;
  readonly avvisi: readonly string[];
  readonly primi: readonly string[];
  /** The report, where one was asked for. */
  readonly resoconto: string | null;
}

/** The outcome of a dry run. */
export function testoProva({ cosa, avvisi, primi, resoconto }: Giudizio): string {
  const fine =
    resoconto === null
      ? ['È una prova: non è stato messo in coda né scritto nulla.']
      : [`Resoconto: ${resoconto}`, 'È una prova: non è stato messo in coda nulla.'];
  return [`${cosa}.`, ...avvisi, ...primi.map((p) => `  ${p}`), ...fine].join('\n');
}

/** What would be queued of these documents. */
export function daMettereInCoda(documenti: number, nuovi: number): string {
  const tutti = conto(documenti, 'documento', 'documenti');
  if (documenti === 0) return 'nessun documento';
  if (nuovi === 0) return `${tutti}, già in coda o ${documenti === 1 ? 'applicato' : 'applicati'}`;
  if (nuovi === documenti) return `${tutti} da mettere in coda`;
  return `${tutti}, da mettere in coda ${nuovi === 1 ? 'il solo nuovo' : `i ${numero(nuovi)} nuovi`}`;
}
