/**
 * When each periodic job last ran, per ente where it runs per ente.
 * Invariant: one row per job and ente; a run is noted before it begins, so that one that ended its process is known.
 */
import { insertRows, onKey, tuple } from './sql.js';
import type { Tx } from './tx.js';

/** `codComune` of what runs once for the whole installation. */
export const TUTTI_GLI_ENTI = '';

/** Which runs: of one job, for these enti. */
export interface QualiCorse {
  readonly lavoro: string;
  /** ISTAT codes, or `TUTTI_GLI_ENTI` alone. */
  readonly codici: readonly string[];
}

/** The last run of a job. Instants ISO-8601 UTC, null when it never happened. */
export interface Corsa {
  readonly lavoro: string;
  readonly codComune: string;
  /** Since when this installation has the job. */
  readonly notoDal: string;
  readonly iniziataIl: string | null;
  readonly finitaIl: string | null;
  /** Last one that did not fail. */
  readonly riuscitaIl: string | null;
  /** Runs begun since one ended: more than none while one is under way, or when its process died of it. */
  readonly interrotte: number;
}

/** All of them. */
export const leggiCorse = (tx: Tx): Promise<Corsa[]> =>
  tx.query<Corsa>(
    `SELECT lavoro, cod_comune AS codComune, noto_dal AS notoDal, iniziata_il AS iniziataIl, finita_il AS finitaIl,
       riuscita_il AS riuscitaIl, interrotte FROM lavori_corse ORDER BY lavoro, cod_comune`,
  );

const KEY = ['lavoro', 'cod_comune'];

/** Notes since when jobs are there; one that is known already stays as it is. */
export async function annotaNote(tx: Tx, quali: readonly QualiCorse[], now: string): Promise<void> {
  const clause = onKey(tx, 'lavori_corse', { key: KEY, take: [] });
  const righe = quali.flatMap(({ lavoro, codici }) => codici.map((codice) => [lavoro, codice, now, 0]));
  await insertRows(tx, { table: 'lavori_corse', columns: [...KEY, 'noto_dal', 'interrotte'], clause }, righe);
}

/** Notes that they begin. */
export async function annotaInizio(tx: Tx, { lavoro, codici }: QualiCorse, now: string): Promise<void> {
  const set = ['interrotte = lavori_corse.interrotte + 1'];
  const clause = onKey(tx, 'lavori_corse', { key: KEY, take: ['iniziata_il'], set });
  const columns = [...KEY, 'noto_dal', 'iniziata_il', 'interrotte'];
  const righe = codici.map((codice) => [lavoro, codice, now, now, 1]);
  await insertRows(tx, { table: 'lavori_corse', columns, clause }, righe);
}

/** Notes that they ended, and whether well. */
export async function annotaFine(
  tx: Tx,
  { lavoro, codici }: QualiCorse,
  { now, riuscita }: { readonly now: string; readonly riuscita: boolean },
): Promise<void> {
  const anche = riuscita ? ', riuscita_il = ?' : '';
  await tx.execute(
    `UPDATE lavori_corse SET finita_il = ?${anche}, interrotte = 0 WHERE lavoro = ? AND cod_comune IN ${tuple(codici.length)}`,
    [now, ...(riuscita ? [now] : []), lavoro, ...codici],
  );
}
