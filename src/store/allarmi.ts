/**
 * Alarms: what is wrong now, since when, and what was.
 * Invariant: at most one open per ente, cause and object, whatever number of processes look; closing keeps the row. Ids,
 * counts and names of files only.
 */
import { executeIn, insertRows, onKey } from './sql.js';
import type { Param, Tx } from './tx.js';

/** Something wrong, as it was just found. */
export interface Condizione {
  /** ISTAT code of the ente; `INSTALLAZIONE` for what concerns all. */
  readonly codComune: string;
  readonly codice: string;
  /** What it is about where there may be several: a certificate, a job, a machine; empty otherwise. */
  readonly oggetto: string;
  /** Italian, one line, no personal data. */
  readonly dettaglio: string;
  /** Since when, ISO-8601 UTC, as far as it is known. */
  readonly dal: string;
}

/** `cod_comune` of what concerns the whole installation. */
export const INSTALLAZIONE = '';

export interface Allarme extends Condizione {
  readonly id: number;
  readonly apertoIl: string;
  /** Last time that it was found still so. */
  readonly vistoIl: string;
  readonly chiusoIl: string | null;
}

export const COLONNE_ALLARME = `a.id, a.cod_comune AS codComune, a.codice, a.oggetto, a.dettaglio, a.dal,
  a.aperto_il AS apertoIl, a.visto_il AS vistoIl, a.chiuso_il AS chiusoIl`;

/** Open alarms, oldest first. */
export const allarmiAperti = (tx: Tx): Promise<Allarme[]> =>
  tx.query<Allarme>(`SELECT ${COLONNE_ALLARME} FROM allarmi a WHERE a.aperto = 1 ORDER BY a.id`);

/** How many alarms are open. */
export async function contaAllarmi(tx: Tx): Promise<number> {
  const [r] = await tx.query<{ n: number }>('SELECT COUNT(*) AS n FROM allarmi WHERE aperto = 1');
  return Number(r?.n ?? 0);
}

/** Alarms closed since that instant, oldest first. */
export const allarmiChiusiDal = (tx: Tx, istante: string): Promise<Allarme[]> =>
  tx.query<Allarme>(`SELECT ${COLONNE_ALLARME} FROM allarmi a WHERE a.chiuso_il >= ? ORDER BY a.id`, [istante]);

const chiave = (c: Condizione): string => `${c.codComune}|${c.codice}|${c.oggetto.slice(0, 120)}`;

async function apri(tx: Tx, nuove: readonly Condizione[], now: string): Promise<void> {
  const key = ['cod_comune', 'codice', 'oggetto', 'aperto'];
  const columns = ['cod_comune', 'codice', 'oggetto', 'dettaglio', 'dal', 'aperto_il', 'visto_il', 'aperto'];
  const clause = onKey(tx, 'allarmi', { key, take: ['dettaglio', 'visto_il'] });
  const righe = nuove.map((c): Param[] => [
    c.codComune,
    c.codice,
    c.oggetto.slice(0, 120),
    c.dettaglio.slice(0, 1000),
    c.dal,
    now,
    now,
    1,
  ]);
  await insertRows(tx, { table: 'allarmi', columns, clause }, righe);
}

/**
 * Brings the open alarms in line with what was found: opens, renews, closes.
 * @param compete which open alarms this look would have found again, had they still been so
 */
export async function allineaAllarmi(
  tx: Tx,
  { trovate, compete, now }: { trovate: readonly Condizione[]; compete: (a: Allarme) => boolean; now: string },
): Promise<{ readonly aperti: number; readonly chiusi: number }> {
  const prima = await allarmiAperti(tx);
  const ancora = new Set(trovate.map(chiave));
  const note = new Set(prima.map(chiave));
  const finiti = prima.filter((a) => !ancora.has(chiave(a)) && compete(a)).map((a) => a.id);
  if (trovate.length > 0) await apri(tx, trovate, now);
  const chiusi = await executeIn(tx, 'UPDATE allarmi SET aperto = NULL, chiuso_il = ? WHERE aperto = 1 AND id IN :in', {
    before: [now],
    values: finiti,
  });
  return { aperti: trovate.filter((c) => !note.has(chiave(c))).length, chiusi };
}

/** Closes one; false when it was not open. */
export async function chiudiAllarme(tx: Tx, id: number, now: string): Promise<boolean> {
  const sql = 'UPDATE allarmi SET aperto = NULL, chiuso_il = ? WHERE aperto = 1 AND id = ?';
  return (await tx.execute(sql, [now, id])).affected === 1;
}

/** Forgets alarms and messages that ended before that instant. */
export async function dimenticaAllarmi(tx: Tx, primaDi: string): Promise<void> {
  await tx.execute('DELETE FROM allarmi_invii WHERE creato_il < ? AND inviato_il IS NOT NULL', [primaDi]);
  await tx.execute('DELETE FROM allarmi WHERE chiuso_il < ?', [primaDi]);
}
