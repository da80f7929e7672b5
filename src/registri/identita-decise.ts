/**
 * What an operator decided about pairs of cards, as an input of the grouping: data of the comune, like its codes.
 * Invariant: pure and order-free — the same decisions and the same facts give the same persons, whichever came first.
 */
import { confrontaId } from './ordine.js';

/** `UNITE`: the two cards are one person. `DISTINTE`: two people, whatever identifier they share. Keys are `S:<scheda>`. */
export interface DecisioneIdentita {
  readonly prima: string;
  readonly seconda: string;
  readonly decisione: 'UNITE' | 'DISTINTE';
}

/** The decisions, ready to be asked. */
export interface Identita {
  /** The card under which the rows of this one stand: the lowest of those united with it. */
  rappresentante(chiave: string): string;
  distinte(a: string, b: string): boolean;
}

const coppia = (a: string, b: string): string => (confrontaId(a.slice(2), b.slice(2)) <= 0 ? `${a}/${b}` : `${b}/${a}`);

/** Prepares the decisions for one grouping. */
export function leggiDecisioni(decisioni: readonly DecisioneIdentita[] = []): Identita {
  const sopra = new Map<string, string>();
  const rappresentante = (chiave: string): string => {
    let qui = chiave;
    for (let su = sopra.get(qui); su !== undefined; su = sopra.get(qui)) qui = su;
    return qui;
  };
  for (const d of decisioni) {
    if (d.decisione !== 'UNITE') continue;
    const [a, b] = [rappresentante(d.prima), rappresentante(d.seconda)];
    if (a === b) continue;
    const aPrima = confrontaId(a.slice(2), b.slice(2)) < 0;
    sopra.set(aPrima ? b : a, aPrima ? a : b);
  }
  const distinte = new Set(decisioni.filter((d) => d.decisione === 'DISTINTE').map((d) => coppia(d.prima, d.seconda)));
  return { rappresentante, distinte: (a, b) => distinte.has(coppia(a, b)) };
}

/** Cards united with one of these keys that are not among them yet. */
export function uniteA(chiavi: ReadonlySet<string>, decisioni: readonly DecisioneIdentita[] = []): string[] {
  const altre = new Set<string>();
  for (const { prima, seconda, decisione } of decisioni) {
    if (decisione !== 'UNITE') continue;
    if (chiavi.has(prima) && !chiavi.has(seconda)) altre.add(seconda);
    if (chiavi.has(seconda) && !chiavi.has(prima)) altre.add(prima);
  }
  return [...altre];
}
