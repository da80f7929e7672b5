/**
 * How far a load of a municipal file got, so that it goes on from there.
 * Invariant: the mark is written after the documents up to it are committed; a lost mark only costs time.
 */
import { leggiStatoLavoro, scriviStatoLavoro } from './lavori.js';
import type { Tx } from './tx.js';

/** A load is named by its comune and the fingerprint of its file. */
export interface Carico {
  readonly codComune: string;
  readonly impronta: string;
}

const nome = ({ codComune, impronta }: Carico): string => `carico:${codComune}:${impronta}`;
const FINITO = 'FINITO';

/** Last line whose document is in the inbox; 0 for a load that never began, or that had ended. */
export async function leggiSegno(tx: Tx, carico: Carico): Promise<number> {
  const valore = await leggiStatoLavoro(tx, nome(carico));
  return valore === undefined || valore === FINITO ? 0 : Number(valore);
}

/** Marks the line; null when the file is finished. */
export async function scriviSegno(tx: Tx, carico: Carico, segno: { riga: number | null; now: string }): Promise<void> {
  await scriviStatoLavoro(tx, nome(carico), {
    valore: segno.riga === null ? FINITO : String(segno.riga),
    now: segno.now,
  });
}
