/** One difference between a view and the truth: named by view, key and column, never by the value. */
import type { NomeVista } from '../../../store/viste.js';

/** The column, or `manca` / `in più` for a whole row. */
export interface Differenza {
  readonly vista: NomeVista;
  readonly chiave: string;
  readonly colonna: string;
}

/** A column of a database is text or number, a truth is whichever is at hand. */
export const uguale = (a: unknown, b: unknown): boolean => String(a ?? '') === String(b ?? '');
