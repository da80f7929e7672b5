/**
 * The difference between two sets of rows, as plain data: what dry run, audit trail and tests read is what is written.
 * Law: `applyChanges(a, diff(a, b)) = b`, and the difference of equal sets is empty.
 */
import type { Righe } from './proietta.js';
import { chiaveRiga, NOMI_TABELLE, type NomeTabella, type Riga, type RowChange, TABELLE } from './righe.js';

const VUOTE: ReadonlyMap<string, Riga> = new Map();

/** Changes that lead from `prima` to `dopo`, table by table in the order of `TABELLE`. */
export function diff(prima: Righe, dopo: Righe): RowChange[] {
  return NOMI_TABELLE.flatMap((tabella) =>
    diffTabella(tabella, prima.get(tabella) ?? VUOTE, dopo.get(tabella) ?? VUOTE),
  );
}

function diffTabella(
  tabella: NomeTabella,
  prima: ReadonlyMap<string, Riga>,
  dopo: ReadonlyMap<string, Riga>,
): RowChange[] {
  const cambi: RowChange[] = [];
  for (const [chiave, riga] of prima) if (!dopo.has(chiave)) cambi.push({ tabella, prima: riga, dopo: null });
  for (const [chiave, riga] of dopo) {
    const vecchia = prima.get(chiave);
    if (vecchia === undefined) cambi.push({ tabella, prima: null, dopo: riga });
    else if (!uguali(vecchia, riga)) cambi.push({ tabella, prima: vecchia, dopo: riga });
  }
  return cambi;
}

/** Same columns, same values. */
export function uguali(a: Riga, b: Riga): boolean {
  const nomi = new Set([...Object.keys(a), ...Object.keys(b)]);
  for (const nome of nomi) if ((a[nome] ?? null) !== (b[nome] ?? null)) return false;
  return true;
}

/** Applies changes to a set of rows in memory. */
export function applyChanges(righe: Righe, cambi: readonly RowChange[]): Righe {
  const esito = new Map<NomeTabella, Map<string, Riga>>();
  for (const [tabella, indice] of righe) esito.set(tabella, new Map(indice));
  for (const { tabella, prima, dopo } of cambi) {
    const indice = esito.get(tabella) ?? new Map<string, Riga>();
    esito.set(tabella, indice);
    if (prima !== null) indice.delete(chiaveRiga(tabella, prima));
    if (dopo !== null) indice.set(chiaveRiga(tabella, dopo), dopo);
  }
  return esito;
}

/** A row without what it does not say: an absent column is null. */
const senzaNulli = (riga: Riga | null): Riga | null =>
  riga === null ? null : Object.fromEntries(Object.entries(riga).filter(([, v]) => v !== null));

/**
 * Of an update only the key and what is no longer the same, of a row that comes or goes only what it says: whole rows were
 * most of what applying wrote, and of an initial load nearly half of a row is null.
 */
export function essenziale({ tabella, prima, dopo }: RowChange): RowChange {
  if (prima === null || dopo === null) return { tabella, prima: senzaNulli(prima), dopo: senzaNulli(dopo) };
  const chiave: readonly string[] = TABELLE[tabella].chiave;
  const nomi = Object.keys(dopo).filter((n) => chiave.includes(n) || (prima[n] ?? null) !== (dopo[n] ?? null));
  const scegli = (riga: Riga): Riga => Object.fromEntries(nomi.map((n) => [n, riga[n] ?? null]));
  return { tabella, prima: scegli(prima), dopo: scegli(dopo) };
}
