/**
 * Files of service 7002, asked for from the web application or with 4001 and 4002: the whole register ("scarico massivo"),
 * the cards of a list of people ("rivestimento").
 * Invariant: a file is written when it is fetched for the first time and is the same ever after.
 */
import { gzipSync } from 'node:zlib';
import { risposta3002 } from '../contenuti/scheda.js';
import { scheda3002 } from '../contenuti/scheda-persona.js';
import { type Archivio, numeroNuovo } from './archivio.js';
import { ERRORI, type RispostaKO } from './errori.js';

/** A file in the making. */
export interface FileChiesto {
  readonly id: string;
  /** Milliseconds of ANPR's clock. */
  readonly pronto: number;
  readonly formato: 'xml' | 'gz';
  readonly scrivi: () => Uint8Array;
  scritto?: Uint8Array;
}

export interface Archivi {
  readonly archivio: Archivio;
  readonly file: Map<string, FileChiesto>;
}

export interface RispostaFile {
  readonly esito: 'FILE';
  readonly id: string;
  readonly ticket: string;
  readonly formato: string;
  readonly contenuto: Uint8Array;
}

/** Every document of the register in one: the declaration of each is dropped. */
function insieme(documenti: Iterable<string>): Uint8Array {
  const pezzi: string[] = [];
  for (const d of documenti) pezzi.push(d.replace(/^<\?xml[^>]*\?>\s*/, ''));
  const xml = `<?xml version="1.0" encoding="UTF-8"?>\n<scarico>\n${pezzi.join('\n')}\n</scarico>\n`;
  return Buffer.from(xml, 'utf8');
}

function* registroIntero(a: Archivio, momento: string): Generator<string> {
  const registro = a.registro();
  for (const f of registro.famiglie.values()) {
    const vuota = (registro.membri.get(f.id)?.size ?? 0) === 0;
    if (vuota && !(f.tipo === '4' && f.aperta)) continue;
    yield risposta3002(a.comune, f, { id: numeroNuovo(a), momento, registro });
  }
}

function* rivestiti(a: Archivio, codici: ReadonlySet<string>, momento: string): Generator<string> {
  const registro = a.registro();
  for (const persona of registro.persone.values()) {
    if (!codici.has(persona.codiceFiscale) && !codici.has(persona.idANPR)) continue;
    yield scheda3002(a.comune, { persona }, { id: numeroNuovo(a), momento, registro });
  }
}

/** What is asked for. */
export interface RichiestaFile {
  /** The whole register, or the cards of those people (codice fiscale or idANPR). */
  readonly che: 'REGISTRO' | ReadonlySet<string>;
  readonly formato: 'xml' | 'gz';
  /** Milliseconds of ANPR's clock: when it is asked for, when it is ready. */
  readonly ora: number;
  readonly pronto: number;
}

/** Takes an order; gives the ticket to fetch it with. */
export function chiediFile(s: Archivi, r: RichiestaFile): string {
  const momento = new Date(r.ora).toISOString();
  const documenti = (): Generator<string> =>
    r.che === 'REGISTRO' ? registroIntero(s.archivio, momento) : rivestiti(s.archivio, r.che, momento);
  const id = numeroNuovo(s.archivio);
  const scrivi = (): Uint8Array => {
    const xml = insieme(documenti());
    return r.formato === 'gz' ? gzipSync(xml) : xml;
  };
  s.file.set(id, { id, pronto: r.pronto, formato: r.formato, scrivi });
  return id;
}

/** 7002: the file, or EN122 while it is not there, and for a ticket of 4005 too (5.3.4, #2839). */
export function scarica(s: Archivi, ticket: string, ora: number): RispostaFile | RispostaKO {
  const f = s.file.get(ticket);
  const id = numeroNuovo(s.archivio);
  if (f === undefined || ora < f.pronto) return { esito: 'KO', id, errore: ERRORI.VUOTO };
  f.scritto ??= f.scrivi();
  return { esito: 'FILE', id, ticket, formato: f.formato, contenuto: f.scritto };
}
