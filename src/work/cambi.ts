/**
 * A change of a row as an operator reads it: which row, what happened to it, which columns.
 * Invariant: the key never shows a codice fiscale, which stands in it as long as a person's card is not known.
 */
import { chiaveRiga, type RowChange, type Valore } from '../registri/righe.js';

export interface ColonnaCambiata {
  readonly nome: string;
  readonly prima: Valore;
  readonly dopo: Valore;
}

export interface CambioDescritto {
  readonly tabella: string;
  readonly chiave: string;
  readonly azione: 'NUOVA' | 'TOLTA' | 'CAMBIATA';
  readonly colonne: readonly ColonnaCambiata[];
}

/** A key, or the name of an object, without the codice fiscale it may hold. */
export const senzaCodiceFiscale = (chiave: string): string => chiave.replace(/C:[A-Z0-9]{11,16}(?![A-Z0-9])/g, 'C:…');

/** Describes one change; columns whose value stays are left out. Pure. */
export function descriviCambio({ tabella, prima, dopo }: RowChange): CambioDescritto {
  const nomi = [...new Set([...Object.keys(prima ?? {}), ...Object.keys(dopo ?? {})])];
  const colonne = nomi
    .map((nome) => ({ nome, prima: prima?.[nome] ?? null, dopo: dopo?.[nome] ?? null }))
    .filter((c) => c.prima !== c.dopo);
  return {
    tabella,
    chiave: senzaCodiceFiscale(chiaveRiga(tabella, dopo ?? prima ?? {})),
    azione: prima === null ? 'NUOVA' : dopo === null ? 'TOLTA' : 'CAMBIATA',
    colonne,
  };
}
