/**
 * Reads the list of TARI users as the office's own program exports it: CSV with `;` or `,`, in the encodings those programs write.
 * Invariant: pure; a line that is wrong says which line, which field and what was expected, and takes no other line with it.
 * Nothing it says repeats a value: they are personal data.
 */
import { isCodiceFiscale } from '../anpr/codice-fiscale.js';
import { senzaZeri } from '../anpr/valori.js';
import { type RecordCsv, recordDi } from './csv.js';

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

const nome = (s: string): string =>
  s
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_');

/** Where each column stands; what is missing or twice is an error of the line of the heading. */
function intestazione({ riga, celle }: Pick<RecordCsv, 'riga' | 'celle'> = { riga: 1, celle: [] }): {
  posti: Map<Colonna, number>;
  errori: ErroreRiga[];
} {
  const nomi = celle.map(nome);
  const posti = new Map<Colonna, number>();
  const errori: ErroreRiga[] = [];
  for (const colonna of COLONNE_UTENZE) {
    const quante = nomi.filter((n) => n === colonna).length;
    if (quante === 1) posti.set(colonna, nomi.indexOf(colonna));
    else errori.push({ riga, campo: colonna, atteso: quante === 0 ? 'una colonna con questo nome' : 'una sola volta' });
  }
  return { posti, errori };
}

/** Reads the whole file. With a wrong header no line is read: the errors say which columns. */
export function leggiUtenze(testo: string): LetturaUtenze {
  const records = [...recordDi(testo)];
  const { posti, errori } = intestazione(records[0]);
  if (errori.length > 0) return { utenze: [], errori };
  const utenze = new Map<string, Utenza>();
  for (const r of records.slice(1)) {
    if (r.celle.every((c) => c.trim() === '')) continue;
    const letta = leggiRiga(r, posti, records[0]!.celle.length);
    if ('errori' in letta) errori.push(...letta.errori);
    else if (utenze.has(senzaZeri(letta.codice)))
      errori.push({
        riga: r.riga,
        campo: 'codice',
        atteso: 'un codice che non sia già più su (gli zeri davanti non contano)',
      });
    else utenze.set(senzaZeri(letta.codice), letta);
  }
  return { utenze: [...utenze.values()], errori };
}

function leggiRiga(
  { riga, celle, aperto }: RecordCsv,
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
