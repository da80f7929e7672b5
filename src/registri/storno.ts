/**
 * How a new variazione meets the ones still open on the same field: it undoes them, or it follows them.
 * Law: variazioni add up.
 */
import type { Variazione } from './righe.js';
import { STRADA_RINOMINATA } from './variazioni.js';

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
  if (nuova.motivo === STRADA_RINOMINATA && coda.length > 0) {
    // The move before the new name is still to be decided, and goes on to where the place is called so.
    return { stornate: [], approvate: [], nuova: { ...nuova, stato: aperta(nuova) } };
  }
  const approvate = nuova.stato === 'APPROVATA' ? coda : [];
  return { stornate: [], approvate, nuova };
}

/** What the office has refused of a field last, and where the field stood before anything was recorded. */
export interface Rifiuto {
  readonly ultima: VariazioneRegistrata;
  readonly inizio: string | null;
}

/**
 * The same difference as seen by an office that refused the last one of that field: it stands where the chain led it, not
 * where the row stood. Null when it stands there already, or when this very change is what it refused.
 */
export function oltreIlRifiuto(
  catena: readonly VariazioneRegistrata[],
  rifiuto: Rifiuto | undefined,
  nuova: Variazione,
): Variazione | null {
  const ultima = catena.at(-1);
  // Those of this batch have negative ids: they are later than any refusal.
  const superato = ultima !== undefined && (ultima.id < 0 || (rifiuto !== undefined && ultima.id > rifiuto.ultima.id));
  if (rifiuto === undefined || superato) return nuova;
  const da = ultima === undefined ? rifiuto.inizio : ultima.valore_dopo;
  if (da === nuova.valore_dopo) return nuova.rettifica ? nuova : null;
  const { valore_dopo, decorrenza, motivo } = rifiuto.ultima;
  const giaRifiutata = valore_dopo === nuova.valore_dopo && decorrenza === nuova.decorrenza && motivo === nuova.motivo;
  if (giaRifiutata) return null;
  const { rettifica: eraRettifica, ...differenza } = nuova;
  return { ...differenza, valore_prima: da, ...(eraRettifica && { stato: aperta(nuova) }) };
}

/** Same values, another date or motive (a second N010, a death after a departure): the office reads the last one. */
function rettificata(catena: readonly VariazioneRegistrata[], { rettifica: _, ...nuova }: Variazione): EsitoVariazione {
  const ultima = catena.at(-1);
  if (ultima !== undefined && rivedeLaRegola(ultima, nuova)) {
    return { stornate: [], approvate: [], nuova: { ...nuova, valore_prima: ultima.valore_dopo, stato: aperta(nuova) } };
  }
  const superata = ultima !== undefined && APERTE.has(ultima.stato) && ultima.valore_dopo === nuova.valore_dopo;
  if (!superata || (ultima.decorrenza === nuova.decorrenza && ultima.motivo === nuova.motivo)) {
    return { stornate: [], approvate: [], nuova: null };
  }
  return {
    stornate: [ultima],
    approvate: [],
    nuova: { ...nuova, valore_prima: ultima.valore_prima, stato: aperta(nuova) },
  };
}

/** What a rule accepted or told at once nobody has looked at: its new date is news, from the value to itself. */
function rivedeLaRegola(ultima: VariazioneRegistrata, nuova: Variazione): boolean {
  const diRegola = ultima.regola === 'APPLICA' || ultima.regola === 'AVVISA';
  const altra = ultima.decorrenza !== nuova.decorrenza || ultima.motivo !== nuova.motivo;
  return diRegola && altra && !APERTE.has(ultima.stato) && ultima.valore_dopo === nuova.valore_dopo;
}

function aperta({ ufficio }: Variazione): string {
  return ufficio === 'TRIBUTI' ? 'DA_LAVORARE' : 'PROPOSTA';
}

/** The open ones at the end of the chain: what the office has not worked yet. */
function codaAperta(catena: readonly VariazioneRegistrata[]): readonly VariazioneRegistrata[] {
  const i = catena.findLastIndex((v) => !APERTE.has(v.stato));
  return catena.slice(i + 1);
}
