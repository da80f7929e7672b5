/**
 * The load of a whole comune from a municipal CSV: streamed, saved in the inbox like any notification, resumable.
 * Invariant: a line is either in a committed document or told to `scarta`; memory holds one group of families, and of every
 * person only the identifier and the line, of every family its number.
 */
import type { DatiSoggetto } from '../anpr/soggetto.js';
import { soggettoDi } from './carica-documento.js';
import { caricaPersone, type EsitoPersone, type PersonaLetta, type PorteCarico } from './carica-persone.js';
import { type Codifica, leggiRighe } from './carica-righe.js';
import { chiaveDi, leggiPersona, leggiTestata, type Problema, type Tracciato } from './carica-tracciato.js';

/** A line that was not taken: everything wrong with it. */
export interface Scarto {
  readonly riga: number;
  readonly problemi: readonly Problema[];
}

export interface OpzioniCsv {
  readonly codComune: string;
  /** Name and province that ANPR writes into the addresses of the comune, for the lines that do not say them. */
  readonly nomeComune?: string | undefined;
  readonly siglaProvincia?: string | undefined;
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

export interface EsitoCsv extends EsitoPersone {
  readonly scartate: number;
  /** Italian addresses without the name of the comune: ANPR writes them otherwise, so the next notification moves them. */
  readonly senzaComune: number;
  /** Families and convivenze that the whole file names. */
  readonly famiglie: number;
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
  porte: PorteCarico,
  pezzi: AsyncIterable<Uint8Array>,
  o: OpzioniCsv,
): Promise<EsitoCsv> {
  let scartate = 0;
  const scarta = (s: Scarto): void => {
    scartate += 1;
    o.scarta(s);
  };
  let senzaComune = 0;
  const famiglie = new Set<string>();
  const letta = (dati: DatiSoggetto): void => {
    const famiglia = dati.famigliaConvivenza?.idFamigliaConvivenzaANPR;
    if (famiglia !== undefined) famiglie.add(famiglia);
    const italiane = dati.residenze?.filter((r) => r.indirizzo.codiceStato === undefined) ?? [];
    if (italiane.some((r) => r.indirizzo.nomeComune === undefined)) senzaComune += 1;
  };
  const esito = await caricaPersone(porte, () => persone(pezzi, { ...o, scarta, letta }), { ...o, fonte: 'CSV' });
  return { ...esito, scartate, senzaComune, famiglie: famiglie.size };
}

async function* persone(
  pezzi: AsyncIterable<Uint8Array>,
  { codifica, scarta, letta: presa, avanza, ...luogo }: OpzioniCsv & { readonly letta: (dati: DatiSoggetto) => void },
): AsyncGenerator<PersonaLetta> {
  let tracciato: Tracciato | undefined;
  const viste = new Map<string, number>();
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
    const letta = leggiPersona(record.campi, tracciato, luogo);
    const problemi = 'problemi' in letta ? letta.problemi : ripetuta(viste, letta.dati, riga);
    if ('problemi' in letta || problemi.length > 0) scarta({ riga, problemi });
    else {
      const { dati } = letta;
      presa(dati);
      yield { posto: riga, famiglia: dati.famigliaConvivenza?.idFamigliaConvivenzaANPR, xml: soggettoDi(dati) };
    }
  }
  if (tracciato === undefined) throw new TestataError([{ campo: 'file', atteso: 'almeno la riga delle colonne' }]);
}

/** Two lines about one person cannot both be true: the second is told, and where the first stands. */
function ripetuta(viste: Map<string, number>, dati: DatiSoggetto, riga: number): readonly Problema[] {
  const { campo, valore } = chiaveDi(dati);
  const prima = viste.get(`${campo} ${valore}`);
  if (prima !== undefined) return [{ campo, atteso: `una riga per persona: la stessa è già alla riga ${prima}` }];
  viste.set(`${campo} ${valore}`, riga);
  return [];
}

function tracciatoDi(record: { readonly campi: readonly string[] } | { readonly errore: string }): Tracciato {
  if ('errore' in record) throw new TestataError([{ campo: 'prima riga', atteso: record.errore }]);
  const testata = leggiTestata(record.campi);
  if ('problemi' in testata) throw new TestataError(testata.problemi);
  return testata.tracciato;
}
