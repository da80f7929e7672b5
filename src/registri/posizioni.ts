/**
 * The stack of positions of a person, and the four things that can happen to it: in, out, back, never was.
 * Invariant: every function is total — whatever the stack holds, it answers with a stack (feeds are lossy, spec F).
 */
import { entro } from './periodi.js';
import type { Cancellato, Iscritto, Posizione, Registro } from './stato.js';

type Pila = readonly Posizione[];

export function ultima(pila: Pila): Posizione | undefined {
  return pila.at(-1);
}

export function deceduto(pila: Pila): boolean {
  const cima = ultima(pila);
  return cima?.stato === 'CANCELLATO' && cima.decesso;
}

/** Replaces the position on top. */
export function conCima(pila: Pila, cima: Posizione): Posizione[] {
  return [...pila.slice(0, -1), cima];
}

interface Ingresso {
  readonly registro: Registro;
  readonly dal: string | null;
  readonly dalResidenza: boolean;
  readonly motivo?: string;
  readonly secondoScheda?: string;
}

/**
 * Registered from `dal`. A cancellation with a later date than that never was; whoever is already in that register
 * stays in it (a repeated or late message opens no second position).
 */
export function entra(pila: Pila, ingresso: Ingresso): Posizione[] {
  const base = [...pila];
  while (base.at(-1)?.stato === 'CANCELLATO' && dopo(base.at(-1)!.dal, ingresso.dal)) base.pop();
  const cima = base.at(-1);
  if (cima?.stato === 'ISCRITTO' && cima.registro === ingresso.registro) return base;
  return [...base, { stato: 'ISCRITTO', ...ingresso, residenze: [], appartenenze: [] } satisfies Iscritto];
}

/** The registration of the position on top has been heard of. */
export function sentita(pila: Pila): Posizione[] {
  const cima = pila.at(-1);
  if (cima?.stato !== 'ISCRITTO' || cima.secondoScheda === undefined) return [...pila];
  const { secondoScheda: _, ...nota } = cima;
  return conCima(pila, nota);
}

function dopo(a: string | null, b: string | null): boolean {
  return a !== null && b !== null && a > b;
}

/** Registered no more. A second cancellation corrects the first; nothing but a death changes a death. */
export function esce(pila: Pila, uscita: Cancellato): Posizione[] {
  const cima = ultima(pila);
  if (cima?.stato !== 'CANCELLATO') return [...pila, uscita];
  return cima.decesso && !uscita.decesso ? [...pila] : conCima(pila, uscita);
}

/** The last cancellation never happened. */
export function torna(pila: Pila): Posizione[] {
  return ultima(pila)?.stato === 'CANCELLATO' ? pila.slice(0, -1) : [...pila];
}

/** The last registration never happened. */
export function maiEntrato(pila: Pila): Posizione[] {
  return ultima(pila)?.stato === 'ISCRITTO' ? pila.slice(0, -1) : [...pila];
}

/** Back to the last position in that register: what came after it never happened. */
export function risale(pila: Pila, registro: Registro): Posizione[] | undefined {
  const i = pila.findLastIndex((p) => p.stato === 'ISCRITTO' && p.registro === registro);
  return i < 0 ? undefined : pila.slice(0, i + 1);
}

/** The position in force on that day: the last one, by knowledge, that has begun. */
export function posizioneIl(pila: Pila, giorno: string): Posizione | undefined {
  return pila.findLast((p) => entro(p.dal, giorno));
}

/** End of the i-th position: the earliest beginning among the later ones; null while none has an end. */
export function fineDi(pila: Pila, i: number): string | null {
  let fine: string | null = null;
  for (const p of pila.slice(i + 1)) if (p.dal !== null && (fine === null || p.dal < fine)) fine = p.dal;
  return fine;
}
