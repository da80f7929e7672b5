/**
 * How a new variazione meets the ones still open on the same field: it undoes them, or it follows them.
 * Law: variazioni add up.
 */
import type { Variazione } from './righe.js';

/** A variazione already recorded, with the id the store gave it. */
export interface VariazioneRegistrata extends Variazione {
  readonly id: number;
}

/** What one new difference does to the log. */
export interface EsitoVariazione {
  /** Open ones that a later fact has undone. */
  readonly stornate: readonly VariazioneRegistrata[];
  /** Proposals that the official position has closed. */
  readonly approvate: readonly VariazioneRegistrata[];
  /** The one to record; null when undoing was enough. */
  readonly nuova: Variazione | null;
}

/** States in which a variazione is still to be worked. */
export const APERTE: ReadonlySet<string> = new Set(['DA_LAVORARE', 'PROPOSTA', 'IN_REVISIONE']);

/**
 * Decides what a new difference does. `catena` are the variazioni of the same object and field that are neither
 * respinte, ritirate nor stornate, oldest first.
 */
export function incatena(catena: readonly VariazioneRegistrata[], nuova: Variazione): EsitoVariazione {
  if (nuova.rettifica) return rettificata(catena, nuova);
  const coda = codaAperta(catena);
  const da = coda.findLastIndex((v) => v.valore_prima === nuova.valore_dopo);
  if (da >= 0) return { stornate: coda.slice(da), approvate: [], nuova: null };
  const approvate = nuova.stato === 'APPROVATA' ? coda : [];
  return { stornate: [], approvate, nuova };
}

/** Same values, another date or motive (a second N010, a death after a departure): the office reads the last one. */
function rettificata(catena: readonly VariazioneRegistrata[], { rettifica: _, ...nuova }: Variazione): EsitoVariazione {
  const ultima = catena.at(-1);
  const superata = ultima !== undefined && APERTE.has(ultima.stato) && ultima.valore_dopo === nuova.valore_dopo;
  if (!superata || (ultima.decorrenza === nuova.decorrenza && ultima.motivo === nuova.motivo)) {
    return { stornate: [], approvate: [], nuova: null };
  }
  const { ufficio, valore_prima } = ultima;
  const stato = ufficio === 'TRIBUTI' ? 'DA_LAVORARE' : 'PROPOSTA';
  return { stornate: [ultima], approvate: [], nuova: { ...nuova, valore_prima, stato } };
}

/** The open ones at the end of the chain: what the office has not worked yet. */
function codaAperta(catena: readonly VariazioneRegistrata[]): readonly VariazioneRegistrata[] {
  const i = catena.findLastIndex((v) => !APERTE.has(v.stato));
  return catena.slice(i + 1);
}
