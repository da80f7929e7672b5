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

const stessaParola = (a: string, b: string): boolean => {
  const [corta, lunga] = a.length < b.length ? [a, b] : [b, a];
  return corta === lunga || (corta.length === 1 && lunga.startsWith(corta));
};

function paroleInComune(a: readonly string[], b: readonly string[]): number {
  let comuni = 0;
  for (const x of a) if (b.some((y) => stessaParola(x, y))) comuni += 1;
  for (const y of b) if (a.some((x) => stessaParola(x, y))) comuni += 1;
  return a.length + b.length === 0 ? 0 : comuni / (a.length + b.length);
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
