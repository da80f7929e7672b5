/**
 * What is compared: answers of ANPR as facts, whatever they came in. Only an answer of 3002 can also become a notification;
 * an extraction (4001, 4002, the file of a massive download) says what it says and is compared on that alone.
 * Invariant: nothing is decided here; what cannot be read is a `NotificaError`, and nothing of a content is in its text.
 */

import { type Elemento, figlio, testo, trova } from '../../anpr/elemento.js';
import { chiaviDi, type Fatto } from '../../anpr/fatto.js';
import type { DatiSoggetto } from '../../anpr/soggetto.js';
import { voceDi } from '../../anpr/tabella.js';
import { NotificaError } from '../../errors.js';
import { leggi } from '../../notifiche/index.js';
import { leggiDatiSoggetto } from '../../notifiche/soggetti-variati.js';
import { apriContenuto } from '../../soap/contenuto.js';
import { scriviElemento } from '../../soap/scrivi-xml.js';

/** One answer, or one person of an extraction. */
export interface Voce {
  readonly fatti: readonly Fatto[];
  /** The document `Risposta3002` as it came, when that is what it is: it can be put into the inbox. */
  readonly risposta?: Uint8Array;
  /** The source lists people registered here: whoever is not known is news. */
  readonly elenco: boolean;
}

/** Somebody ANPR was asked for and did not find. */
export interface VoceAssente {
  readonly assente: string;
}

/**
 * An answer of 3002 as facts.
 * @throws NotificaError when it is no readable answer of 3002
 */
export function voceDi3002(risposta: Uint8Array): Voce {
  const { elemento } = apriContenuto(risposta, []);
  return { ...letta(elemento), risposta };
}

/**
 * An answer of 3002 found inside a larger file; written again, it is the document that the inbox takes.
 * @throws NotificaError when it is no readable answer of 3002
 */
export const voceDiRisposta = (elemento: Elemento): Voce => ({
  ...letta(elemento),
  risposta: Buffer.from(scriviElemento(elemento)),
});

function letta(elemento: Elemento): Voce {
  const testata = trova(elemento, (e) => e.nome === 'testataRisposta');
  const idNotificaANPR = testo(testata, 'idOperazioneANPR');
  if (idNotificaANPR === undefined)
    throw new NotificaError('DATI_MANCANTI', 'manca testataRisposta/idOperazioneANPR: non è la risposta di una 3002');
  const dataOraRichiesta = testo(testata, 'dataOraRichiesta') ?? '';
  const { fatti } = leggi(elemento, { tipoNotifica: '3002', idNotificaANPR, dataOraRichiesta });
  return { fatti: fatti.filter((f) => chiaviDi(f).length > 0), elenco: false };
}

/** The service whose file is read, as the facts say it: they order and repeat nothing. */
const ESTRAZIONE = '4002';

/**
 * A person of an extraction as a fact that is compared and never stored.
 * @param momento instant of the extraction, ISO-8601 UTC: what ANPR registered later counts after it
 */
export function voceDiEstrazione(dati: DatiSoggetto, momento: string): Voce {
  const fatto: Fatto = { tipo: 'SCHEDA', operazione: ESTRAZIONE, momento, idNotificaANPR: '', dati };
  return { fatti: chiaviDi(fatto).length > 0 ? [fatto] : [], elenco: true };
}

/** A `datiSoggetto` of 4001 and 4002, or a `soggetto` of the massive download. */
export function voceDiSoggetto(elemento: Elemento, momento: string): Voce {
  const dati = leggiDatiSoggetto(elemento.nome === 'soggetto' ? comeScheda(elemento) : elemento);
  return voceDiEstrazione(dati, momento);
}

/** The file of the massive download has the layout of the subentro: other names, and municipal ids of the family (`vocabolarioSubentro.xsd`). */
const NOMI: Readonly<Record<string, string>> = { generalitaSubIscr: 'generalita', altraCittadinanza: 'cittadinanza' };
const SENZA_ID_ANPR = new Set(['famiglia', 'convivenza']);

function comeScheda(soggetto: Elemento): Elemento {
  const figli = soggetto.figli
    .filter((f) => !SENZA_ID_ANPR.has(f.nome))
    .map((f) => ({ ...f, nome: voceDi(NOMI, f.nome) ?? f.nome }));
  const prima = testo(figlio(soggetto, 'generalitaSubIscr'), 'dataPrimaIscrizioneComune');
  return { ...soggetto, figli: prima === undefined ? figli : [...figli, iscrizione(prima)] };
}

const foglia = (nome: string, contenuto: string): Elemento => ({ nome, ns: '', testo: contenuto, figli: [] });
const ramo = (nome: string, ...figli: Elemento[]): Elemento => ({ nome, ns: '', testo: '', figli });

const iscrizione = (data: string): Elemento =>
  ramo('datiIscrizione', ramo('datiIscrizioneComune', foglia('dataIscrizione', data)));
