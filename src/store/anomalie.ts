/**
 * Anomalies: what somebody has to look into, addressed to an office.
 * Invariant: at most one open per comune, rule and object; closing keeps it. Descriptions hold no personal data.
 */
import { executeIn, insertRows, onKey, selectIn } from './sql.js';
import type { Param, Tx } from './tx.js';

/** `BLOCCO` stops an export, `CONTROLLO` wants somebody to look, `AVVISO` is worth knowing. */
export type Gravita = 'BLOCCO' | 'CONTROLLO' | 'AVVISO';
export type UfficioAnomalia = 'ANAGRAFE' | 'TRIBUTI' | 'ELETTORALE' | 'SISTEMI';

/** An anomaly to open. `oggetto` names what it is about, e.g. `notifica:12`, `S:<scheda>`. */
export interface NuovaAnomalia {
  readonly codComune: string;
  readonly regola: string;
  readonly gravita: Gravita;
  readonly ufficio: UfficioAnomalia;
  readonly oggetto: string;
  readonly descrizione: string;
  readonly notificaId?: number;
  readonly apertaIl: string;
}

export interface Anomalia extends Omit<NuovaAnomalia, 'notificaId'> {
  readonly id: number;
  readonly notificaId: number | null;
  readonly chiusaIl: string | null;
}

/** Opens anomalies; one that is open already stays as it is. */
export async function apriAnomalie(tx: Tx, anomalie: readonly NuovaAnomalia[]): Promise<void> {
  const columns = [
    'cod_comune',
    'regola',
    'gravita',
    'ufficio',
    'oggetto',
    'descrizione',
    'notifica_id',
    'aperta_il',
    'aperta',
  ];
  const clause = onKey(tx, 'anomalie', { key: ['cod_comune', 'regola', 'oggetto', 'aperta'], take: [] });
  const rows = anomalie.map((a): Param[] => [
    a.codComune,
    a.regola,
    a.gravita,
    a.ufficio,
    a.oggetto.slice(0, 120),
    a.descrizione.slice(0, 1000),
    a.notificaId ?? null,
    a.apertaIl,
    1,
  ]);
  await insertRows(tx, { table: 'anomalie', columns, clause }, rows);
}

/** Closes the open anomalies of one rule about these objects; returns how many there were. */
export async function chiudiAnomalie(
  tx: Tx,
  quali: { readonly codComune: string; readonly regola: string; readonly oggetti: readonly string[] },
  now: string,
): Promise<number> {
  return executeIn(
    tx,
    'UPDATE anomalie SET aperta = NULL, chiusa_il = ? WHERE aperta = 1 AND cod_comune = ? AND regola = ? AND oggetto IN :in',
    { before: [now, quali.codComune, quali.regola], values: quali.oggetti },
  );
}

/**
 * Closes anomalies one by one; returns how many were open.
 * @param attore the person who closed them: then they stay closed for as long as the facts go on asking for them
 */
export async function chiudiAnomaliePerId(
  tx: Tx,
  ids: readonly number[],
  now: string,
  attore: string | null = null,
): Promise<number> {
  const sql = 'UPDATE anomalie SET aperta = NULL, chiusa_il = ?, chiusa_da = ? WHERE aperta = 1 AND id IN :in';
  return executeIn(tx, sql, { before: [now, attore?.slice(0, 80) ?? null], values: ids });
}

/** Those of these anomalies that are of this comune. */
export async function anomalieDi(tx: Tx, codComune: string, ids: readonly number[]): Promise<number[]> {
  const sql = 'SELECT id FROM anomalie WHERE cod_comune = ? AND id IN :in';
  return (await selectIn<{ id: number }>(tx, sql, { before: [codComune], values: ids })).map((r) => r.id);
}

export interface FiltroAnomalie {
  readonly codComune?: string;
  readonly regola?: string;
  readonly ufficio?: UfficioAnomalia;
  readonly gravita?: Gravita;
  readonly oggetto?: string;
  /** Open ones only, unless `false`. */
  readonly soloAperte?: boolean;
  readonly limit: number;
  readonly dopoId?: number;
}

/** A page of anomalies by id. */
export async function elencaAnomalie(tx: Tx, f: FiltroAnomalie): Promise<Anomalia[]> {
  const conditions: [string, Param | undefined][] = [
    ['cod_comune = ?', f.codComune],
    ['regola = ?', f.regola],
    ['ufficio = ?', f.ufficio],
    ['gravita = ?', f.gravita],
    ['oggetto = ?', f.oggetto],
    ['aperta = ?', f.soloAperte === false ? undefined : 1],
  ];
  const used = conditions.filter((c): c is [string, Param] => c[1] !== undefined);
  return tx.query<Anomalia>(
    `SELECT id, cod_comune AS codComune, regola, gravita, ufficio, oggetto, descrizione, notifica_id AS notificaId,
       aperta_il AS apertaIl, chiusa_il AS chiusaIl
     FROM anomalie WHERE id > ?${used.map(([sql]) => ` AND ${sql}`).join('')} ORDER BY id LIMIT ?`,
    [f.dopoId ?? 0, ...used.map(([, value]) => value), f.limit],
  );
}
