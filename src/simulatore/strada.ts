/**
 * How alike two addresses are, from their parts as the register has them (docs/viste.md, v_tari_utenze): the words of the
 * street, the number, the letter, the unit. The kind of street, staircase, floor and hamlet say nothing.
 */
import type { Indirizzo } from '../anpr/soggetto.js';

/** What tells one dwelling from another. */
export interface Strada {
  readonly parole: readonly string[];
  /** `SNC` without a number; empty when nothing is said. */
  readonly civico: string;
  readonly esponente: string;
  readonly interno: string;
}

const pulita = (testo: string | undefined): string =>
  (testo ?? '').normalize('NFD').replace(/\p{M}/gu, '').toUpperCase();

export function stradaDi(i: Indirizzo): Strada {
  return {
    parole: pulita(i.toponimo)
      .split(/[^A-Z0-9]+/)
      .filter((p) => p !== ''),
    civico: i.civico ?? (i.progSNC === undefined ? '' : 'SNC'),
    esponente: i.civico === undefined ? '' : `${pulita(i.lettera)}${pulita(i.esponente)}`,
    interno: pulita(i.interno),
  };
}

/** An initial stands for one word that it begins. */
const inizialeDi = (a: string, b: string): boolean => /^[A-Z]$/.test(a) && b.startsWith(a);

/** Strikes from both lists the words that go together, one with one. @returns how many pairs */
function accoppia(a: string[], b: string[], insieme: (x: string, y: string) => boolean): number {
  let coppie = 0;
  for (const x of [...a]) {
    const y = b.findIndex((parola) => insieme(x, parola));
    if (y < 0) continue;
    a.splice(a.indexOf(x), 1);
    b.splice(y, 1);
    coppie += 1;
  }
  return coppie;
}

const NUMERO = /^(?:\d+|[IVXL]{2,})$/;

/** Two streets that have numbers in their names, and not the same ones. */
function altroNumero(a: readonly string[], b: readonly string[]): boolean {
  const manca = (x: readonly string[], y: readonly string[]): boolean =>
    x.some((parola) => NUMERO.test(parola) && !y.includes(parola));
  return manca(a, b) && manca(b, a);
}

/** Not one word whole: no resemblance, however many initials there are. */
function paroleInComune(a: readonly string[], b: readonly string[]): number {
  const [sole, altre] = [[...a], [...b]];
  const intere = accoppia(sole, altre, (x, y) => x === y);
  if (intere === 0 || altroNumero(a, b)) return 0;
  const iniziali = accoppia(sole, altre, (x, y) => inizialeDi(x, y) || inizialeDi(y, x));
  return (2 * (intere + iniziali)) / (a.length + b.length);
}

/** From 0 to 1. */
export function somiglianza(a: Strada, b: Strada): number {
  const diversi = (x: string, y: string): boolean => x !== '' && y !== '' && x !== y;
  if (diversi(a.civico, b.civico) || diversi(a.interno, b.interno)) return 0;
  const vie = paroleInComune(a.parole, b.parole);
  if (vie < 0.5) return 0;
  const civico = a.civico === b.civico ? 1 : 0.5;
  const esponente = a.esponente === b.esponente ? 1 : diversi(a.esponente, b.esponente) ? 0.4 : 0.8;
  return vie * civico * esponente;
}
