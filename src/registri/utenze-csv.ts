/**
 * Reads the list of TARI users as the office's own program exports it: CSV with `;` or `,`, in the encodings those programs write.
 * Invariant: pure; a line that is wrong says which line, which field and what was expected, and takes no other line with it.
 * Nothing it says repeats a value: they are personal data.
 */
import { isCodiceFiscale } from '../anpr/codice-fiscale.js';

/** One TARI user of the office. */
export interface Utenza {
  readonly codice: string;
  /** Of the holder: 16 characters, or 11 digits. */
  readonly codiceFiscale: string;
  /** As the office writes it. */
  readonly indirizzo: string;
  readonly categoria: string;
}

export interface ErroreRiga {
  /** Line of the file, the header is 1. */
  readonly riga: number;
  readonly campo: string;
  readonly atteso: string;
}

export interface LetturaUtenze {
  readonly utenze: readonly Utenza[];
  readonly errori: readonly ErroreRiga[];
}

/** Columns that must be in the header, in any order; others are left alone. */
export const COLONNE_UTENZE = ['codice', 'codice_fiscale', 'indirizzo', 'categoria'] as const;
type Colonna = (typeof COLONNE_UTENZE)[number];

interface Controllo {
  readonly atteso: string;
  readonly vale: (valore: string) => boolean;
}

const lungo = (massimo: number): Controllo => ({
  atteso: `un testo da 1 a ${massimo} caratteri`,
  vale: (v) => v.length > 0 && v.length <= massimo,
});

const CONTROLLI: Readonly<Record<Colonna, Controllo>> = {
  codice: lungo(40),
  codice_fiscale: {
    atteso: 'il codice fiscale dell’intestatario: 16 caratteri, o 11 cifre, con il controllo giusto',
    vale: isCodiceFiscale,
  },
  indirizzo: lungo(1000),
  categoria: lungo(40),
};

/** Text of the file: UTF-8 with or without BOM, else windows-1252 (what spreadsheets still save in Italy). */
export function decodificaCsv(byte: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(byte);
  } catch {
    return new TextDecoder('windows-1252').decode(byte);
  }
}

interface Record_ {
  readonly celle: readonly string[];
  /** Where the next record begins. */
  readonly fine: number;
  /** A quote that nobody closed, or that closed in the middle of a cell: it belongs to another line. */
  readonly aperto: boolean;
}

/** The record that begins at `da` (RFC 4180): quotes may hold separators, line ends and doubled quotes. */
function recordDa(testo: string, da: number, separatore: string): Record_ {
  const celle: string[] = [];
  let cella = '';
  let dentro = false;
  let chiusa = false;
  let storto = false;
  let i = da;
  for (; i < testo.length; i += 1) {
    const c = testo[i]!;
    if (dentro && c === '"' && testo[i + 1] === '"') {
      cella += '"';
      i += 1;
    } else if (c === '"' && (dentro || cella.trim() === '')) {
      dentro = !dentro;
      if (dentro) cella = '';
      else chiusa = true;
    } else if (!dentro && c === separatore) {
      celle.push(cella);
      cella = '';
      chiusa = false;
    } else if (!dentro && c === '\n') break;
    else if (dentro || c !== '\r') {
      storto ||= chiusa && !dentro && c !== ' ';
      cella += c;
    }
  }
  return { celle: [...celle, cella], fine: i + 1, aperto: dentro || storto };
}

interface Riga {
  /** Line on which it begins, from 1. */
  readonly riga: number;
  readonly celle: readonly string[];
  readonly aperto: boolean;
}

/** Every record. One over several lines that comes out wrong is wrong on its first line alone: the next ones are read again. */
function* righeDi(testo: string, separatore: string): Generator<Riga> {
  const colonne = recordDa(testo, 0, separatore).celle.length;
  for (let [da, riga] = [0, 1]; da < testo.length; ) {
    const { celle, fine, aperto } = recordDa(testo, da, separatore);
    yield { riga, celle, aperto };
    const storto = aperto || celle.length !== colonne;
    const primaFine = testo.indexOf('\n', da);
    const dopo = storto && primaFine >= 0 ? primaFine + 1 : fine;
    for (let k = testo.indexOf('\n', da); k >= 0 && k < dopo; k = testo.indexOf('\n', k + 1)) riga += 1;
    da = dopo;
  }
}

const SEPARATORI = [';', ',', '\t'] as const;

/** The separator that gives the header most columns. */
function separatoreDi(testo: string): string {
  const prima = testo.slice(0, testo.indexOf('\n') < 0 ? testo.length : testo.indexOf('\n'));
  const quante = (s: string): number => prima.split(s).length;
  return [...SEPARATORI].sort((a, b) => quante(b) - quante(a))[0] ?? ';';
}

const nome = (s: string): string =>
  s
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_');

/** Where each column stands; what is missing or twice is an error of line 1. */
function intestazione(celle: readonly string[]): { posti: Map<Colonna, number>; errori: ErroreRiga[] } {
  const nomi = celle.map(nome);
  const posti = new Map<Colonna, number>();
  const errori: ErroreRiga[] = [];
  for (const colonna of COLONNE_UTENZE) {
    const quante = nomi.filter((n) => n === colonna).length;
    if (quante === 1) posti.set(colonna, nomi.indexOf(colonna));
    else
      errori.push({ riga: 1, campo: colonna, atteso: quante === 0 ? 'una colonna con questo nome' : 'una sola volta' });
  }
  return { posti, errori };
}

/** Reads the whole file. With a wrong header no line is read: the errors say which columns. */
export function leggiUtenze(testo: string): LetturaUtenze {
  const records = [...righeDi(testo, separatoreDi(testo))];
  const { posti, errori } = intestazione(records[0]?.celle ?? []);
  if (errori.length > 0) return { utenze: [], errori };
  const utenze = new Map<string, Utenza>();
  for (const r of records.slice(1)) {
    if (r.celle.every((c) => c.trim() === '')) continue;
    const letta = leggiRiga(r, posti, records[0]!.celle.length);
    if ('errori' in letta) errori.push(...letta.errori);
    else if (utenze.has(letta.codice))
      errori.push({ riga: r.riga, campo: 'codice', atteso: 'un codice che non sia già più su' });
    else utenze.set(letta.codice, letta);
  }
  return { utenze: [...utenze.values()], errori };
}

function leggiRiga(
  { riga, celle, aperto }: Riga,
  posti: ReadonlyMap<Colonna, number>,
  colonne: number,
): Utenza | { readonly errori: ErroreRiga[] } {
  if (aperto) return { errori: [{ riga, campo: 'riga', atteso: 'una virgoletta che chiude quella aperta qui' }] };
  if (celle.length !== colonne) {
    return {
      errori: [{ riga, campo: 'riga', atteso: `${colonne} campi come nell’intestazione, sono ${celle.length}` }],
    };
  }
  const valore = (c: Colonna): string => (celle[posti.get(c)!] ?? '').trim();
  const errori = COLONNE_UTENZE.filter(
    (c) => !CONTROLLI[c].vale(c === 'codice_fiscale' ? valore(c).toUpperCase() : valore(c)),
  );
  if (errori.length > 0) return { errori: errori.map((campo) => ({ riga, campo, atteso: CONTROLLI[campo].atteso })) };
  return {
    codice: valore('codice'),
    codiceFiscale: valore('codice_fiscale').toUpperCase(),
    indirizzo: valore('indirizzo'),
    categoria: valore('categoria'),
  };
}
