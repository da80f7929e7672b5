/**
 * Takes the snapshot of 1 January, and adds a version where later news changed what was true on that day.
 * Invariant: what was written is never rewritten (E.9); a run that is interrupted is completed by the next one.
 */
import { giornoDi } from '../anpr/giorni.js';
import { daRifare, nucleiAl, type Presente } from '../registri/tari-fotografia.js';
import type { Database } from '../store/database.js';
import { aggiungiVersioni, esisteFotografia, presentiAl, ultimaFotografia } from '../store/fotografie.js';
import { chunks } from '../store/sql.js';

/** People read in one transaction, and versions written in one: the receiver must not wait behind this. */
const PAGINA = 5_000;
const LOTTO = 500;

export interface EsitoFotografia {
  readonly anno: number;
  readonly nuclei: number;
  readonly occupanti: number;
  /** Households written by this run: all of them the first time, later only those that changed. */
  readonly nuove: number;
}

async function tuttiPresenti(db: Database, codComune: string, giorno: string): Promise<Presente[]> {
  const tutti: Presente[] = [];
  for (let dopo = ''; ; ) {
    const pagina = await db.transaction((tx) => presentiAl(tx, codComune, { giorno, dopo, limit: PAGINA }));
    if (pagina.length < PAGINA) return [...tutti, ...pagina];
    // The last family may go on in the next page; a page of one family alone is taken as it is.
    const ultima = pagina.at(-1)!.idFamiglia;
    const intere = pagina.filter((p) => p.idFamiglia !== ultima);
    tutti.push(...(intere.length === 0 ? pagina : intere));
    dopo = intere.at(-1)?.idFamiglia ?? ultima;
  }
}

/** True when that year has a snapshot already. */
export function haFotografia(db: Database, codComune: string, anno: number): Promise<boolean> {
  return db.transaction((tx) => esisteFotografia(tx, codComune, anno));
}

/** Writes what is not yet written of 1 January of `anno`. */
export async function fotografa(
  db: Database,
  { codComune, anno, now }: { readonly codComune: string; readonly anno: number; readonly now: Date },
): Promise<EsitoFotografia> {
  const giorno = giornoDi(anno, 1, 1);
  const ora = nucleiAl(giorno, await tuttiPresenti(db, codComune, giorno));
  const prima = await db.transaction((tx) => ultimaFotografia(tx, codComune, anno));
  const nuclei = daRifare(prima, ora).map((n) => ({ ...n, versione: (prima.get(n.idFamiglia)?.versione ?? 0) + 1 }));
  for (const lotto of chunks(nuclei, LOTTO)) {
    await db.transaction((tx) => aggiungiVersioni(tx, codComune, { anno, now: now.toISOString(), nuclei: lotto }));
  }
  let occupanti = 0;
  for (const n of ora.values()) occupanti += n.occupanti;
  return { anno, nuclei: ora.size, occupanti, nuove: nuclei.length };
}
