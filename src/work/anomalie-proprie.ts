/**
 * Anomalies that a check of its own opens and closes (comparison with ANPR, inside verification): what it looked at and found
 * wrong is open, what it looked at and found right is closed, what it did not look at stays as it is.
 * Invariant: evidence is ids and names of columns; no description names anybody.
 */
import { apriAnomalie, chiudiAnomaliePerId, type NuovaAnomalia } from '../store/anomalie.js';
import { descriviAnomalia } from '../store/confronto.js';
import type { Tx } from '../store/database.js';
import { anomalieAperte } from '../store/segnalazioni.js';

/** Something found. */
export type Trovata = Pick<NuovaAnomalia, 'regola' | 'gravita' | 'ufficio' | 'oggetto' | 'descrizione'>;

/** What was looked at. */
export interface Guardati {
  readonly codComune: string;
  readonly now: string;
  /** Rules that this check owns. */
  readonly regole: readonly string[];
  /** Objects it looked at: the open ones not found again are closed. */
  readonly oggetti: readonly string[];
}

export interface EsitoAnomalie {
  readonly aperte: number;
  readonly chiuse: number;
}

/** Brings the anomalies of the objects looked at in step with what was found. */
export async function allineaProprie(tx: Tx, g: Guardati, trovate: readonly Trovata[]): Promise<EsitoAnomalie> {
  const { codComune, now } = g;
  const oggetti = [...new Set([...g.oggetti, ...trovate.map((t) => t.oggetto)])].map((o) => o.slice(0, 120));
  const mie = new Set(g.regole);
  const aperte = (await anomalieAperte(tx, codComune, oggetti)).filter((a) => mie.has(a.regola));
  const note = new Set(aperte.map((a) => `${a.regola}/${a.oggetto}`));
  const chiave = (t: Trovata): string => `${t.regola}/${t.oggetto.slice(0, 120)}`;
  const uniche = new Map(trovate.map((t) => [chiave(t), t]));
  const nuove = [...uniche].filter(([k]) => !note.has(k)).map(([, t]) => t);
  await apriAnomalie(
    tx,
    nuove.map((t) => ({ ...t, codComune, apertaIl: now })),
  );
  for (const [k, t] of uniche)
    if (note.has(k)) await descriviAnomalia(tx, { codComune, regola: t.regola, oggetto: t.oggetto }, t.descrizione);
  const superate = aperte.filter((a) => !uniche.has(`${a.regola}/${a.oggetto}`)).map((a) => a.id);
  await chiudiAnomaliePerId(tx, superate, now);
  return { aperte: nuove.length, chiuse: superate.length };
}
