/**
 * The ledger of reconciliation: periods ANPR was or must be asked about, per ente and type.
 * Invariant: a window disappears only with the whole beginning of its ledger (`conservazione.ts`); one that could not be
 * asked as it was is followed by those that take its place, and `ANNULLATA` alone no longer counts as planned.
 */
import type { Periodo } from '../anpr/finestre.js';
import { insertRows } from './sql.js';
import type { Param, Tx } from './tx.js';

/**
 * `DA_CHIEDERE` waits to be asked; `CHIESTA` a question is under way; `RECUPERO` listed, and something is missing here;
 * `COPERTA` done; `DIVISA` others took its place; `IRRECUPERABILE` ANPR no longer has it; `ANNULLATA` planned again.
 */
export type StatoFinestra =
  | 'DA_CHIEDERE'
  | 'CHIESTA'
  | 'RECUPERO'
  | 'COPERTA'
  | 'DIVISA'
  | 'IRRECUPERABILE'
  | 'ANNULLATA';

/** Planned without holes, visited a second time, asked for by the operator. */
export type OrigineFinestra = 'PIANO' | 'RIPASSO' | 'RICHIESTA';

/** Type of a window that asks for every type at once. */
export const OGNI_TIPO = '*';

export interface Finestra extends Periodo {
  readonly id: number;
  readonly codComune: string;
  readonly tipo: string;
  readonly origine: OrigineFinestra;
  readonly stato: StatoFinestra;
  readonly prossimoIl: string;
  /** Questions about it that came to nothing so far. */
  readonly tentativi: number;
  /** How many notifications ANPR listed for it. */
  readonly elencate: number;
  readonly motivo: string | null;
  readonly creataIl: string;
  readonly chiusaIl: string | null;
}

const COLUMNS = `id, cod_comune AS codComune, tipo, dal, al, origine, stato, prossimo_il AS prossimoIl, tentativi, elencate,
  motivo, creata_il AS creataIl, chiusa_il AS chiusaIl`;

export type NuovaFinestra = Pick<Finestra, 'codComune' | 'tipo' | 'dal' | 'al' | 'origine' | 'stato'> & {
  readonly motivo?: string;
};

const CHIUSE: ReadonlySet<StatoFinestra> = new Set(['COPERTA', 'DIVISA', 'IRRECUPERABILE', 'ANNULLATA']);

/** Adds windows, due at once. */
export async function aggiungiFinestre(tx: Tx, finestre: readonly NuovaFinestra[], now: string): Promise<void> {
  const columns = ['cod_comune', 'tipo', 'dal', 'al', 'origine', 'stato', 'prossimo_il', 'motivo', 'creata_il'];
  const righe = finestre.map((f): Param[] => [
    f.codComune,
    f.tipo,
    f.dal,
    f.al,
    f.origine,
    f.stato,
    now,
    f.motivo ?? null,
    now,
  ]);
  await insertRows(tx, { table: 'riconciliazione_finestre', columns, clause: '' }, righe);
}

/** One window; undefined when there is none. */
export async function leggiFinestra(tx: Tx, id: number): Promise<Finestra | undefined> {
  const rows = await tx.query<Finestra>(`SELECT ${COLUMNS} FROM riconciliazione_finestre WHERE id = ?`, [id]);
  return rows[0];
}

/** Everything that was planned for a type and reaches past `dopo`: what no plan needs to ask for again. */
export async function finestrePianificate(
  tx: Tx,
  codComune: string,
  { tipo, dopo }: { readonly tipo: string; readonly dopo: string },
): Promise<Finestra[]> {
  return tx.query<Finestra>(
    `SELECT ${COLUMNS} FROM riconciliazione_finestre
     WHERE cod_comune = ? AND tipo = ? AND al > ? AND stato <> 'ANNULLATA' AND origine <> 'RICHIESTA' ORDER BY dal, id`,
    [codComune, tipo, dopo],
  );
}

/** The instant up to which the ledger of a type was ever planned, and when it was last visited again; null: never. */
export async function finoADove(
  tx: Tx,
  codComune: string,
  tipo: string,
): Promise<{ readonly al: string | null; readonly ripassoIl: string | null }> {
  const [r] = await tx.query<{ al: string | null; ripassoIl: string | null }>(
    `SELECT MAX(CASE WHEN origine = 'PIANO' THEN al END) AS al,
       MAX(CASE WHEN origine = 'RIPASSO' THEN creata_il END) AS ripassoIl
     FROM riconciliazione_finestre WHERE cod_comune = ? AND tipo = ? AND stato <> 'ANNULLATA'`,
    [codComune, tipo],
  );
  return r ?? { al: null, ripassoIl: null };
}

/** The window to work at: the one in this state that is due longest. */
export async function finestraDovuta(
  tx: Tx,
  codComune: string,
  { stato, now }: { readonly stato: 'DA_CHIEDERE' | 'RECUPERO'; readonly now: string },
): Promise<Finestra | undefined> {
  const rows = await tx.query<Finestra>(
    `SELECT ${COLUMNS} FROM riconciliazione_finestre WHERE cod_comune = ? AND stato = ? AND prossimo_il <= ?
     ORDER BY prossimo_il, id LIMIT 1`,
    [codComune, stato, now],
  );
  return rows[0];
}

export interface Passaggio {
  readonly stato: StatoFinestra;
  readonly now: string;
  readonly prossimoIl?: string;
  readonly motivo?: string | null;
  /** How many questions came to nothing, this one included. */
  readonly tentativi?: number;
}

/** Moves a window to a state. */
export async function muoviFinestra(tx: Tx, f: Finestra, p: Passaggio): Promise<void> {
  await tx.execute(
    'UPDATE riconciliazione_finestre SET stato = ?, prossimo_il = ?, tentativi = ?, motivo = ?, chiusa_il = ? WHERE id = ?',
    [
      p.stato,
      p.prossimoIl ?? p.now,
      p.tentativi ?? f.tentativi,
      p.motivo?.slice(0, 60) ?? null,
      CHIUSE.has(p.stato) ? p.now : null,
      f.id,
    ],
  );
}

/** The window goes on with another end, before anything of it was listed. */
export async function cambiaFine(tx: Tx, id: number, al: string): Promise<void> {
  await tx.execute('UPDATE riconciliazione_finestre SET al = ? WHERE id = ?', [al, id]);
}

/** Counts what a part of the list named. */
export async function contaElencate(tx: Tx, id: number, quante: number): Promise<void> {
  await tx.execute('UPDATE riconciliazione_finestre SET elencate = elencate + ? WHERE id = ?', [quante, id]);
}

/** Starts counting again: the window is asked a second time. */
export async function azzeraElencate(tx: Tx, id: number): Promise<void> {
  await tx.execute('UPDATE riconciliazione_finestre SET elencate = 0 WHERE id = ?', [id]);
}

export interface FiltroFinestre {
  readonly tipo?: string;
  /** Windows that reach past this instant. */
  readonly dopo?: string;
  readonly dopoId?: number;
  readonly stati?: readonly StatoFinestra[];
  readonly limit: number;
}

/** A page of the ledger of an ente, by id. */
export async function elencaFinestre(tx: Tx, codComune: string, f: FiltroFinestre): Promise<Finestra[]> {
  const stati = f.stati === undefined ? '' : ` AND stato IN (${f.stati.map(() => '?').join(', ')})`;
  const conditions: [string, Param | undefined][] = [
    [' AND tipo = ?', f.tipo],
    [' AND al > ?', f.dopo],
  ];
  const used = conditions.filter((c): c is [string, Param] => c[1] !== undefined);
  return tx.query<Finestra>(
    `SELECT ${COLUMNS} FROM riconciliazione_finestre WHERE cod_comune = ? AND id > ?${stati}${used.map(([s]) => s).join('')}
     ORDER BY id LIMIT ?`,
    [codComune, f.dopoId ?? 0, ...(f.stati ?? []), ...used.map(([, v]) => v), f.limit],
  );
}

/** How many windows of an ente are open, and how many there are. */
export async function contaFinestre(
  tx: Tx,
  codComune: string,
): Promise<{ readonly aperte: number; readonly tutte: number }> {
  const [r] = await tx.query<{ aperte: number; tutte: number }>(
    `SELECT COALESCE(SUM(CASE WHEN stato IN ('DA_CHIEDERE', 'CHIESTA', 'RECUPERO') THEN 1 ELSE 0 END), 0) AS aperte,
       COUNT(*) AS tutte FROM riconciliazione_finestre WHERE cod_comune = ?`,
    [codComune],
  );
  return { aperte: Number(r?.aperte ?? 0), tutte: Number(r?.tutte ?? 0) };
}
