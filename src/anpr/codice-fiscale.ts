/**
 * The Italian tax code: computing it, checking it, reading it (D.M. 23 December 1976; modello-dati G.1).
 * Invariant: what is checked is the code as written, upper case; a provisional code of 11 digits is a code too.
 */

const CONSONANTI = /[BCDFGHJKLMNPQRSTVWXYZ]/g;
const VOCALI = /[AEIOU]/g;
const MESI = 'ABCDEHLMPRST';
/** Value of each character in an odd position (1st, 3rd, …), digits first, then letters. */
const DISPARI = [
  1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22,
  25, 24, 23,
] as const;
/** Letters that stand for the digits 0…9 when two people would have the same code. */
const OMOCODIA = 'LMNPQRSTUV';
/** Positions (from 0) that omocodia may touch, in the order in which they are replaced. */
const POSIZIONI_OMOCODIA = [14, 13, 12, 10, 9, 7, 6] as const;
const FORMA = /^[A-Z]{6}[0-9LMNPQRSTUV]{2}[ABCDEHLMPRST][0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{3}[A-Z]$/;

const indice = (c: string): number => (c >= '0' && c <= '9' ? c.charCodeAt(0) - 48 : c.charCodeAt(0) - 55);
const pari = (c: string): number => (c >= '0' && c <= '9' ? c.charCodeAt(0) - 48 : c.charCodeAt(0) - 65);

/** Upper case, without accents, apostrophes and spaces. */
function lettere(testo: string): string {
  return testo
    .normalize('NFD')
    .toUpperCase()
    .replace(/[^A-Z]/g, '');
}

function tre(consonanti: string, vocali: string): string {
  return `${consonanti}${vocali}XXX`.slice(0, 3);
}

function parteNome(nome: string): string {
  const l = lettere(nome);
  const consonanti = (l.match(CONSONANTI) ?? []).join('');
  const scelte = consonanti.length > 3 ? `${consonanti[0]}${consonanti[2]}${consonanti[3]}` : consonanti;
  return tre(scelte, (l.match(VOCALI) ?? []).join(''));
}

function parteCognome(cognome: string): string {
  const l = lettere(cognome);
  return tre((l.match(CONSONANTI) ?? []).join(''), (l.match(VOCALI) ?? []).join(''));
}

/** The 16th character, from the other 15 as they are written (omocodia letters included). */
export function carattereControllo(primi15: string): string {
  let somma = 0;
  for (let i = 0; i < 15; i++) {
    const c = primi15[i] ?? '';
    somma += i % 2 === 0 ? (DISPARI[indice(c)] ?? 0) : pari(c);
  }
  return String.fromCharCode(65 + (somma % 26));
}

/** What a code is made from; `codiceLuogo` is the Belfiore code of the comune, or the `Z` code of the foreign state. */
export interface DatiCodiceFiscale {
  readonly cognome: string;
  readonly nome: string;
  readonly sesso: 'M' | 'F';
  /** `YYYY-MM-DD`. */
  readonly dataNascita: string;
  readonly codiceLuogo: string;
}

/** Computes the code that Agenzia delle Entrate would give if nobody else had it. */
export function calcolaCodiceFiscale(d: DatiCodiceFiscale): string {
  const giorno = Number(d.dataNascita.slice(8, 10)) + (d.sesso === 'F' ? 40 : 0);
  const mese = MESI[Number(d.dataNascita.slice(5, 7)) - 1] ?? 'A';
  const data = `${d.dataNascita.slice(2, 4)}${mese}${String(giorno).padStart(2, '0')}`;
  const primi = `${parteCognome(d.cognome)}${parteNome(d.nome)}${data}${d.codiceLuogo}`;
  return primi + carattereControllo(primi);
}

/** The code with its `quante` rightmost digits (1…7) replaced by letters, check character recomputed. */
export function conOmocodia(codice: string, quante: number): string {
  const caratteri = [...senzaOmocodia(codice)];
  for (const posizione of POSIZIONI_OMOCODIA.slice(0, quante)) {
    caratteri[posizione] = OMOCODIA[Number(caratteri[posizione])] ?? '';
  }
  const primi = caratteri.slice(0, 15).join('');
  return primi + carattereControllo(primi);
}

/** The code with digits back in place of the omocodia letters, check character recomputed: for comparing, not for keeping. */
export function senzaOmocodia(codice: string): string {
  const caratteri = [...codice];
  for (const posizione of POSIZIONI_OMOCODIA) {
    const cifra = OMOCODIA.indexOf(caratteri[posizione] ?? '');
    if (cifra >= 0) caratteri[posizione] = String(cifra);
  }
  const primi = caratteri.slice(0, 15).join('');
  return primi + carattereControllo(primi);
}

/** The 11th digit of a provisional numeric code (same rule as a VAT number), from the other 10. */
export function cifraControllo(prime10: string): string {
  let somma = 0;
  for (let i = 0; i < 10; i++) {
    const cifra = Number(prime10[i]);
    const doppia = cifra * 2;
    somma += i % 2 === 0 ? cifra : doppia > 9 ? doppia - 9 : doppia;
  }
  return String((10 - (somma % 10)) % 10);
}

/** True for a well-formed code with the right check character: 16 characters (omocodia allowed) or 11 digits. */
export function isCodiceFiscale(codice: string): boolean {
  if (/^[0-9]{11}$/.test(codice)) return cifraControllo(codice) === codice[10];
  return FORMA.test(codice) && carattereControllo(codice) === codice[15];
}

/** What a 16-character code says about its owner; the year has two digits, the century is on the card. */
export interface LetturaCodiceFiscale {
  readonly anno: string;
  readonly mese: string;
  readonly giorno: string;
  readonly sesso: 'M' | 'F';
  readonly codiceLuogo: string;
}

/** Reads birth and sex out of a valid 16-character code; undefined for any other text. */
export function leggiCodiceFiscale(codice: string): LetturaCodiceFiscale | undefined {
  if (codice.length !== 16 || !isCodiceFiscale(codice)) return undefined;
  const c = senzaOmocodia(codice);
  const giorno = Number(c.slice(9, 11));
  return {
    anno: c.slice(6, 8),
    mese: String(MESI.indexOf(c[8] ?? '') + 1).padStart(2, '0'),
    giorno: String(giorno > 40 ? giorno - 40 : giorno).padStart(2, '0'),
    sesso: giorno > 40 ? 'F' : 'M',
    codiceLuogo: c.slice(11, 15),
  };
}
