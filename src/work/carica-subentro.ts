/**
 * The load of a whole comune from the official layout of the subentro (also that of the massive download), in one file or
 * several that belong together. The families stand after the people, so the files are read twice: cards first, then people.
 * Invariant: memory holds the cards of the families and one group of people; a person is in a committed document or told.
 */

import type { Elemento } from '../anpr/elemento.js';
import { testo } from '../anpr/elemento.js';
import { inizioDelGiorno } from '../anpr/ora-italiana.js';
import { voceDi } from '../anpr/tabella.js';
import { dataCalendario } from '../anpr/valori.js';
import { leggiFlusso } from '../soap/flusso.js';
import { XmlNonValido } from '../soap/xml.js';
import {
  caricaPersone,
  type EsitoPersone,
  type OpzioniPersone,
  type PersonaLetta,
  type PorteCarico,
} from './carica-persone.js';
import type { Problema } from './carica-tracciato.js';
import { leggiScheda, leggiSoggetto, type SchedaFamiglia, SEZIONI_SUBENTRO_SALTATE } from './subentro-persona.js';

/** One document of the layout; opened once per reading. */
export interface ParteSubentro {
  readonly dove: string;
  readonly byte: AsyncIterable<Uint8Array>;
}

/** A person who was not taken (`caricata` false), or taken without something. */
export interface ScartoSubentro {
  readonly dove: string;
  /** Number of the `soggetto` in its document, from 1; 0 for the document itself. */
  readonly soggetto: number;
  readonly caricata: boolean;
  readonly problemi: readonly Problema[];
}

export interface OpzioniSubentro extends Omit<OpzioniPersone, 'fonte' | 'momento'> {
  /** Every code of the ente. */
  readonly codici: readonly string[];
  /** Instant of extraction, ISO-8601 UTC; absent: the one the file says. */
  readonly momento?: string | undefined;
  readonly scarta: (scarto: ScartoSubentro) => void;
  /** People read so far, and how many there are. */
  readonly avanza?: (fatte: number, totale: number) => void;
}

export interface EsitoSubentro extends EsitoPersone {
  readonly scartate: number;
  /** Loaded, but something of them could not be taken: the family. */
  readonly incomplete: number;
  /** Files with another number of people than they declare. */
  readonly discordi: number;
  readonly famiglie: number;
  readonly convivenze: number;
}

/** The files are not what they should be: nothing was loaded. */
export class SubentroError extends Error {
  override readonly name = 'SubentroError';
  constructor(
    readonly motivo: 'VUOTO' | 'ALTRO_COMUNE' | 'SENZA_DATA' | 'XML',
    /** Italian, what to do included. */
    readonly perche: string,
  ) {
    super(motivo);
  }
}

const SOGGETTO = 'subentro/generalitaSoggetti/soggetto';
const SCHEDE: Readonly<Record<string, 'famiglia' | 'convivenza'>> = {
  'subentro/famiglie/famiglia': 'famiglia',
  'subentro/convivenze/convivenza': 'convivenza',
};
const INVIO = 'subentro/datiInvio';

interface Indice {
  readonly famiglia: Map<string, SchedaFamiglia>;
  readonly convivenza: Map<string, SchedaFamiglia>;
  soggetti: number;
  estratto: string | undefined;
}

const guasto = (dove: string, e: unknown): unknown =>
  e instanceof XmlNonValido ? new SubentroError('XML', `${dove}: ${e.message}: chiederlo o copiarlo di nuovo`) : e;

/** First reading: the cards, how many people, the day. @throws SubentroError */
async function leggiIndice(parti: AsyncIterable<ParteSubentro>, o: OpzioniSubentro): Promise<Indice> {
  const indice: Indice = { famiglia: new Map(), convivenza: new Map(), soggetti: 0, estratto: undefined };
  // Of a person nothing is gathered in this reading: only counted.
  const vuole = (p: string): boolean => p === SOGGETTO || p === INVIO || voceDi(SCHEDE, p) !== undefined;
  for await (const { dove, byte } of parti) {
    const prima = indice.soggetti;
    let dichiarati: string | undefined;
    try {
      for await (const { percorso, elemento } of leggiFlusso(byte, { vuole, salta: SOLO_SCHEDE })) {
        if (percorso === SOGGETTO) indice.soggetti += 1;
        else if (percorso === INVIO) {
          indice.estratto ??= testo(elemento, 'dataEstrazione');
          dichiarati = testo(elemento, 'numeroSchedeSoggettoInvio');
        } else annota(indice, voceDi(SCHEDE, percorso)!, elemento, { ...o, dove });
      }
    } catch (e) {
      throw guasto(dove, e);
    }
    controllaConto(o, dove, { trovati: indice.soggetti - prima, dichiarati });
  }
  return indice;
}

/** Sections of a person; the elements of a card have other names. */
const SOLO_SCHEDE: ReadonlySet<string> = new Set([
  ...SEZIONI_SUBENTRO_SALTATE,
  'generalitaSubIscr',
  'statoCivile',
  'attributiSoggetto',
  'cittadinanza',
  'altraCittadinanza',
  'residenza',
  'listaElettorale',
]);

function annota(
  indice: Indice,
  tipo: 'famiglia' | 'convivenza',
  e: Elemento,
  o: OpzioniSubentro & { dove: string },
): void {
  const { numero, codiceIstat, scheda } = leggiScheda(e);
  if (codiceIstat !== undefined && !o.codici.includes(codiceIstat))
    throw new SubentroError('ALTRO_COMUNE', `${o.dove} è del comune ${codiceIstat}, non di ${o.codComune}`);
  if (numero !== undefined) indice[tipo].set(numero, scheda);
}

/** A file cut at the right place is well-formed: the count it declares tells. */
function controllaConto(
  o: OpzioniSubentro,
  dove: string,
  { trovati, dichiarati }: { readonly trovati: number; readonly dichiarati: string | undefined },
): void {
  if (dichiarati === undefined || Number(dichiarati) === trovati) return;
  const atteso = `schede soggetto ${dichiarati} come dichiarato, non ${trovati}: il file può essere incompleto`;
  o.scarta({ dove, soggetto: 0, caricata: true, problemi: [{ campo: 'numeroSchedeSoggettoInvio', atteso }] });
}

function contoDi({ soggetto, caricata }: ScartoSubentro): 'discordi' | 'incomplete' | 'scartate' {
  if (soggetto === 0) return 'discordi';
  return caricata ? 'incomplete' : 'scartate';
}

/** Loads the files; what an interrupted run had told is told again. @throws SubentroError before anything is saved */
export async function caricaSubentro(
  porte: PorteCarico,
  parti: () => AsyncIterable<ParteSubentro>,
  o: OpzioniSubentro,
): Promise<EsitoSubentro> {
  const conto = { scartate: 0, incomplete: 0, discordi: 0 };
  const scarta = (s: ScartoSubentro): void => {
    conto[contoDi(s)] += 1;
    o.scarta(s);
  };
  const indice = await leggiIndice(parti(), { ...o, scarta });
  if (indice.soggetti === 0)
    throw new SubentroError('VUOTO', 'nessuna scheda soggetto: l’estrazione è vuota, va richiesta di nuovo ad ANPR');
  const estratto = dataCalendario(indice.estratto);
  const momento = o.momento ?? (estratto === undefined ? undefined : inizioDelGiorno(estratto));
  if (momento === undefined)
    throw new SubentroError(
      'SENZA_DATA',
      'il file non dice quando è stato estratto: ripetere con --estratto-il AAAA-MM-GG',
    );
  const leggi = (): AsyncIterable<PersonaLetta> => persone(parti(), indice, { ...o, scarta });
  const esito = await caricaPersone(porte, leggi, { ...o, momento, fonte: 'SUB' });
  return { ...esito, ...conto, famiglie: indice.famiglia.size, convivenze: indice.convivenza.size };
}

async function* persone(
  parti: AsyncIterable<ParteSubentro>,
  indice: Indice,
  o: OpzioniSubentro,
): AsyncGenerator<PersonaLetta> {
  const lettura = { vuole: (p: string) => p === SOGGETTO, salta: SEZIONI_SUBENTRO_SALTATE };
  let posto = 0;
  for await (const { dove, byte } of parti) {
    let soggetto = 0;
    for await (const { elemento } of leggiFlusso(byte, lettura)) {
      posto += 1;
      soggetto += 1;
      o.avanza?.(posto, indice.soggetti);
      const letta = leggiSoggetto(elemento, indice, o.codComune);
      if ('problemi' in letta) {
        o.scarta({ dove, soggetto, caricata: false, problemi: letta.problemi });
        continue;
      }
      if (letta.avviso !== undefined) o.scarta({ dove, soggetto, caricata: true, problemi: [letta.avviso] });
      yield { posto, famiglia: letta.famiglia, xml: letta.xml };
    }
  }
  // Whether anybody lives there or not, a convivenza is open: people alone would not say it.
  for (const { idANPR, xml: scheda } of indice.convivenza.values()) {
    posto += 1;
    if (idANPR !== undefined) yield { posto, famiglia: undefined, xml: '', scheda };
  }
}
