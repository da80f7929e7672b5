/**
 * Chance, the only one the fictitious ANPR has: the same seed gives the same town, the same year, the same disorder.
 * Invariant: nothing here or above reads a clock or `Math.random`; a branch does not disturb its siblings.
 */

export interface Caso {
  /** In [0, 1). */
  numero(): number;
  /** Whole number, both ends included. */
  intero(min: number, max: number): number;
  vero(probabilita: number): boolean;
  scegli<T>(voci: readonly T[]): T;
  /** One of the items, each as often as its weight says. */
  pesato<T>(voci: readonly (readonly [T, number])[]): T;
  mescola<T>(voci: readonly T[]): T[];
  /** An independent source of its own, named: what it draws does not change what this one draws. */
  ramo(nome: string): Caso;
}

/** FNV-1a, 32 bits: turns a seed of text into a number. */
function impronta(testo: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < testo.length; i++) h = Math.imul(h ^ testo.charCodeAt(i), 0x01000193);
  return h >>> 0;
}

/** Mulberry32: small, fast, good enough for inventing people. */
function mulberry(inizio: number): () => number {
  let a = inizio >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = a;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Opens a source of chance from a seed of any text. */
export function creaCaso(seme: string): Caso {
  const numero = mulberry(impronta(seme));
  const intero = (min: number, max: number): number => min + Math.floor(numero() * (max - min + 1));
  const scegli = <T>(voci: readonly T[]): T => voci[intero(0, voci.length - 1)] as T;
  return {
    numero,
    intero,
    scegli,
    vero: (probabilita) => numero() < probabilita,
    pesato: (voci) => pesato(voci, numero()),
    mescola: (voci) => mescola(voci, intero),
    ramo: (nome) => creaCaso(`${seme}/${nome}`),
  };
}

function pesato<T>(voci: readonly (readonly [T, number])[], quanto: number): T {
  let totale = 0;
  for (const [, peso] of voci) totale += peso;
  let resto = quanto * totale;
  for (const [voce, peso] of voci) {
    resto -= peso;
    if (resto < 0) return voce;
  }
  return (voci.at(-1) as readonly [T, number])[0];
}

function mescola<T>(voci: readonly T[], intero: (min: number, max: number) => number): T[] {
  const copia = [...voci];
  for (let i = copia.length - 1; i > 0; i--) {
    const j = intero(0, i);
    [copia[i], copia[j]] = [copia[j] as T, copia[i] as T];
  }
  return copia;
}
