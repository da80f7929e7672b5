/** What facts and rows say, as a clerk reads it: one section a line, names before values, no JSON. Pure. */

import type { Fatto } from '../../anpr/fatto.js';
import { printable } from '../../printable.js';

/** Names that say nothing to a reader beside the value itself. */
const DA_SOLI = new Set(['cognome', 'nome', 'codiceFiscale', 'luogoNascita']);

function parti(nome: string, valore: unknown): string[] {
  if (valore === undefined || valore === null || valore === '') return [];
  if (Array.isArray(valore)) return valore.flatMap((v) => parti(nome, v));
  if (typeof valore === 'object') return Object.entries(valore).flatMap(([n, v]) => parti(n, v));
  return [DA_SOLI.has(nome) ? String(valore) : `${nome} ${String(valore)}`];
}

/** Sections of a fact, each with its values on one line: `generalita: ROSSI, MARIO, sesso M, …`. */
export function sezioniDette({ dati }: Fatto): string[] {
  return Object.entries(dati).flatMap(([nome, sezione]) => {
    const voci = Array.isArray(sezione) ? sezione : [sezione];
    return voci.map((v) =>
      typeof v === 'object' && v !== null ? `${nome}: ${parti(nome, v).join(', ')}` : `${nome} ${v}`,
    );
  });
}

/** A value of a row. */
export const valoreDetto = (v: string | number | null): string =>
  v === null || v === '' ? 'vuoto' : printable(String(v));
