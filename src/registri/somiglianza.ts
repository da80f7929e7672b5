/**
 * How alike two written addresses are: which words their streets share, and what else does not agree (docs/viste.md, v_tari_utenze).
 * Invariant: symmetric; a word stands for one word, and streets that share no whole word are not alike, so that a street can be
 * looked for by its words.
 */
import { leggiIndirizzo, SPECIE } from '../anpr/leggi-indirizzo.js';

/** What tells one dwelling from another in an address. */
export interface Strada {
  /** Words of the name, without the kind of street; numbers in figures. */
  readonly parole: readonly string[];
  readonly civico: string;
  readonly esponente: string;
  readonly interno: string;
}

const NUMERI_ROMANI = /^(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})$/;
const VALORI: ReadonlyMap<string, number> = new Map([
  ['I', 1],
  ['V', 5],
  ['X', 10],
  ['L', 50],
  ['C', 100],
]);
/** Days of streets that are as often written in words. */
const GIORNI: ReadonlyMap<string, string> = new Map([
  ['PRIMO', '1'],
  ['DUE', '2'],
  ['QUATTRO', '4'],
  ['OTTO', '8'],
  ['VENTI', '20'],
  ['VENTICINQUE', '25'],
]);
const DI_MESE = /^(?:GENNAIO|FEBBRAIO|MARZO|APRILE|MAGGIO|GIUGNO|LUGLIO|AGOSTO|SETTEMBRE|OTTOBRE|NOVEMBRE|DICEMBRE)$/;

function arabo(romano: string): string {
  let totale = 0;
  for (let i = 0; i < romano.length; i++) {
    const [questo = 0, dopo = 0] = [VALORI.get(romano[i]!), VALORI.get(romano[i + 1] ?? '')];
    totale += questo < dopo ? -questo : questo;
  }
  return String(totale);
}

/** `XX SETTEMBRE`, `20 SETTEMBRE` and `VENTI SETTEMBRE` are one street; a single letter is a numeral only before a month. */
function inCifre(parola: string, dopo: string | undefined): string {
  const mese = DI_MESE.test(dopo ?? '');
  const romano = (parola.length > 1 || mese) && NUMERI_ROMANI.test(parola);
  if (romano) return arabo(parola);
  return (mese ? GIORNI.get(parola) : undefined) ?? parola.replace(/^0+(?=\d)/, '');
}

/** Takes a written address to pieces. */
export function leggiStrada(indirizzo: string): Strada {
  const { via, ...resto } = leggiIndirizzo(indirizzo);
  const tutte = via.match(/\p{L}+|\d+/gu) ?? [];
  const parole = tutte.length > 1 && SPECIE.has(tutte[0]!) ? tutte.slice(1) : tutte;
  return { ...resto, parole: parole.map((p, i) => inCifre(p, parole[i + 1])) };
}

const inizialeDi = (a: string, b: string): boolean => a.length === 1 && /\p{L}/u.test(a) && b.startsWith(a);

const NUMERO = /^\d+$/;

/** Whole words first, then initials, each for one word of the other. */
function coppie(
  a: readonly string[],
  b: readonly string[],
): { readonly insieme: readonly string[]; readonly tutte: number } {
  const resto = [...b];
  const togli = (trovata: (parola: string) => boolean): boolean => {
    const i = resto.findIndex(trovata);
    if (i >= 0) resto.splice(i, 1);
    return i >= 0;
  };
  const insieme: string[] = [];
  const sole = a.filter((x) => {
    const trovata = togli((y) => x === y);
    if (trovata) insieme.push(x);
    return !trovata;
  });
  const iniziali = sole.filter((x) => togli((y) => inizialeDi(x, y) || inizialeDi(y, x)));
  return { insieme, tutte: insieme.length + iniziali.length };
}

const cifre = (parole: readonly string[]): string[] => parole.filter((p) => NUMERO.test(p));
const soloCifre = (parole: readonly string[]): boolean => parole.every((p) => NUMERO.test(p));
const dentro = (a: readonly string[], b: readonly string[]): boolean => a.every((x) => b.includes(x));

/** TRAVERSA 2 and TRAVERSA 3 of a street are two streets; a number that only one of them has may have been left out. */
function altroNumero(a: readonly string[], b: readonly string[]): boolean {
  const [x, y] = [cifre(a), cifre(b)];
  return !dentro(x, y) && !dentro(y, x);
}

/**
 * Share of the words that two streets have in common (Dice), 0–1; less than half is another street: 0. A number is no name:
 * V. EMANUELE II and TRAVERSA 2 VIA ROMA have nothing in common.
 */
export function paroleInComune(a: readonly string[], b: readonly string[]): number {
  if (altroNumero(a, b)) return 0;
  const { insieme, tutte } = coppie(a, b);
  const nome = !soloCifre(insieme) || (insieme.length > 0 && (soloCifre(a) || soloCifre(b)));
  const quota = !nome ? 0 : (2 * tutte) / (a.length + b.length);
  return quota < 0.5 ? 0 : quota;
}

/** How much of a resemblance is left by number, letter and unit, 0–1: another number or unit is another dwelling. */
export function stessaPorta(x: Strada, y: Strada): number {
  if (x.civico !== '' && y.civico !== '' && x.civico !== y.civico) return 0;
  if (x.interno !== '' && y.interno !== '' && x.interno !== y.interno) return 0;
  const civico = x.civico === y.civico ? 1 : 0.5;
  const esponente = x.esponente === y.esponente ? 1 : x.esponente === '' || y.esponente === '' ? 0.8 : 0.4;
  return civico * esponente;
}

/** How alike two dwellings are, 0–1; a part that only one of them has is a doubt. */
export function somiglianzaStrade(x: Strada, y: Strada): number {
  const porta = stessaPorta(x, y);
  return porta === 0 ? 0 : paroleInComune(x.parole, y.parole) * porta;
}

/** How alike two written addresses are, 0–1. */
export function somiglianza(a: string, b: string): number {
  return somiglianzaStrade(leggiStrada(a), leggiStrada(b));
}
