/**
 * What a person was before: positions and homes that an operation left behind, and from when to when they lasted.
 * Invariant: a rectification and a new label move what is there and leave nothing behind; an annulment puts the photograph
 * back, so what was annulled is in no past.
 */
import { type CasaPassata, iscritta, type Persona, type Posizione, type ResidenzaSimulata } from './persona.js';

/** The number of the position in which the present residence is, or was, held; -1 for who never was registered. */
function posizioneDellaCasa(p: Persona): number {
  if (iscritta(p)) return p.posizioniPassate.length;
  return p.posizioniPassate.findLastIndex((x) => x.stato === 'APR' || x.stato === 'AIRE');
}

/**
 * From a later day it is a move, be it into another home that is written the same; so is another address from another day. The
 * same day, or the same address since before (a rectification only goes back), is the same home, better described.
 */
function lasciata(prima: ResidenzaSimulata | null, dopo: ResidenzaSimulata | null): boolean {
  if (prima === null || dopo === null) return false;
  return dopo.dal > prima.dal || (prima.dal !== dopo.dal && prima.indirizzo !== dopo.indirizzo);
}

/** The person after an operation, with what it left behind. @param prima undefined for somebody nobody here had seen */
export function conPassato(prima: Persona | undefined, dopo: Persona): Persona {
  if (prima === undefined) return dopo;
  const altraPosizione = prima.posizione.stato !== dopo.posizione.stato;
  const casa = lasciata(prima.residenza, dopo.residenza) ? prima.residenza : null;
  return {
    ...dopo,
    posizioniPassate: altraPosizione ? [...prima.posizioniPassate, prima.posizione] : prima.posizioniPassate,
    casePassate:
      casa === null ? prima.casePassate : [...prima.casePassate, { ...casa, posizione: posizioneDellaCasa(prima) }],
  };
}

/** Something that lasted; `al` excluded, null while it lasts. */
export interface Durata<T> {
  readonly valore: T;
  readonly dal: string;
  readonly al: string | null;
}

/** The first day of what came later; null while nothing did. */
function primoDi(dopo: readonly { readonly dal: string }[]): string | null {
  const giorni = dopo.map((x) => x.dal).sort();
  return giorni[0] ?? null;
}

const durata = <T>(d: Durata<T>): boolean => d.al === null || d.dal < d.al;

/** Every position, oldest first: each lasts until one known later begins. What lasted no day is left out. */
export function posizioniDi(p: Persona): Durata<Posizione>[] {
  const tutte = [...p.posizioniPassate, p.posizione];
  return tutte.map((valore, i) => ({ valore, dal: valore.dal, al: primoDi(tutte.slice(i + 1)) })).filter(durata);
}

/** Every home, oldest first: each lasts until the next one, or until the position in which it was held ended. */
export function caseDi(p: Persona): Durata<ResidenzaSimulata>[] {
  const posizioni = [...p.posizioniPassate, p.posizione];
  const ultimaCasa: CasaPassata[] = p.residenza === null ? [] : [{ ...p.residenza, posizione: posizioneDellaCasa(p) }];
  const tutte = [...p.casePassate, ...ultimaCasa].filter((c) => c.posizione >= 0);
  return tutte
    .map((valore, i) => {
      const stessaPosizione = tutte.slice(i + 1).filter((c) => c.posizione === valore.posizione);
      return { valore, dal: valore.dal, al: primoDi([...stessaPosizione, ...posizioni.slice(valore.posizione + 1)]) };
    })
    .filter(durata);
}
