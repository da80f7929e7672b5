/**
 * Retention: the bytes of notifications applied long ago go, their rows and their facts stay; the oldest part of the ledger
 * of reconciliation goes.
 * Invariant: only `applied` and `discarded` rows lose their bytes (never one that could still be applied), and the
 * projections can be rebuilt all the same, because they come from the facts. What goes of a ledger is a beginning of it,
 * closed throughout, so that no hole is left that a plan would take for days that nobody asked about.
 */
import { executeIn } from './sql.js';
import type { Tx } from './tx.js';

export interface Conservazione {
  /** Bytes of notifications worked before this instant go. */
  readonly primaDi: string;
  readonly now: string;
  /** Notifications of one transaction: keeps it short; call again until it returns 0. */
  readonly limit: number;
}

/** Removes the bytes (copies included) of old notifications; returns how many notifications lost theirs. */
export async function rimuoviContenuti(tx: Tx, { primaDi, now, limit }: Conservazione): Promise<number> {
  let rimossi = 0;
  for (const stato of ['applied', 'discarded']) {
    const rows = await tx.query<{ id: number }>(
      `SELECT id FROM notifiche WHERE stato = ? AND contenuto_rimosso_il IS NULL AND lavorata_il < ?
       ORDER BY lavorata_il LIMIT ?`,
      [stato, primaDi, limit - rimossi],
    );
    const values = rows.map((r) => r.id);
    await executeIn(tx, 'DELETE FROM contenuti WHERE notifica_id IN :in', { values });
    rimossi += await executeIn(
      tx,
      'UPDATE notifiche SET contenuto_rimosso_il = ? WHERE contenuto_rimosso_il IS NULL AND id IN :in',
      { before: [now], values },
    );
  }
  return rimossi;
}

/** One type of an ente's ledger whose beginning can go. */
interface Registro {
  readonly codComune: string;
  readonly tipo: string;
}

export interface ConservazioneFinestre {
  /** Windows that end before this instant go: well before what ANPR still answers for. */
  readonly primaDi: string;
  /** Windows of one transaction: keeps it short; call again until it returns 0. */
  readonly limit: number;
}

/** Removes old windows with their questions and what was recovered for them; returns how many windows went. */
export async function rimuoviFinestre(tx: Tx, { primaDi, limit }: ConservazioneFinestre): Promise<number> {
  // Without a newer window the next plan would not know that there was ever an older one.
  const registri = await tx.query<Registro>(
    `SELECT cod_comune AS codComune, tipo FROM riconciliazione_finestre GROUP BY cod_comune, tipo
     HAVING MIN(al) < ? AND MAX(CASE WHEN origine = 'PIANO' THEN al END) >= ?
       AND SUM(CASE WHEN chiusa_il IS NULL AND al < ? THEN 1 ELSE 0 END) = 0`,
    [primaDi, primaDi, primaDi],
  );
  let rimosse = 0;
  for (const { codComune, tipo } of registri) {
    const rows = await tx.query<{ id: number }>(
      `SELECT id FROM riconciliazione_finestre WHERE cod_comune = ? AND tipo = ? AND al < ? ORDER BY al, id LIMIT ?`,
      [codComune, tipo, primaDi, limit - rimosse],
    );
    const values = rows.map((r) => r.id);
    await executeIn(tx, "DELETE FROM riconciliazione_voci WHERE stato <> 'MANCANTE' AND finestra_id IN :in", {
      values,
    });
    await executeIn(tx, 'DELETE FROM richieste_anpr WHERE finestra_id IN :in', { values });
    rimosse += await executeIn(tx, 'DELETE FROM riconciliazione_finestre WHERE id IN :in', { values });
    if (rimosse >= limit) break;
  }
  return rimosse;
}
