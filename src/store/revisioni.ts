/**
 * The calendar of the electoral rounds as stored, and the proposals each of them holds.
 * Invariant: a round moves on only from the state the caller expects; a proposal is decided once.
 */
import type { Revisione, StatoRevisione } from '../registri/revisioni.js';
import { executeIn, insertRows, selectIn } from './sql.js';
import type { Row, Tx } from './tx.js';

type RigaRevisione = Omit<Revisione, 'ammette' | 'consultazione'> & {
  readonly ammette: string;
  readonly consultazione: string | null;
};

/** The whole calendar of the ente, by last day. */
export async function leggiCalendario(tx: Tx, codComune: string): Promise<Revisione[]> {
  const rows = await tx.query<RigaRevisione>(
    `SELECT codice, tipo, tornata, ammette, dal, entro_il AS entroIl, stato, consultazione FROM elettorale_revisioni
     WHERE cod_comune = ? ORDER BY entro_il, codice`,
    [codComune],
  );
  return rows.map(({ consultazione, ...r }) => ({
    ...r,
    ammette: r.ammette.split(' ') as Revisione['ammette'][number][],
    ...(consultazione !== null && { consultazione }),
  }));
}

/** Adds rounds whose codes are not there yet. */
export async function inserisciRevisioni(tx: Tx, codComune: string, revisioni: readonly Revisione[]): Promise<void> {
  const columns = ['cod_comune', 'codice', 'tipo', 'tornata', 'ammette', 'dal', 'entro_il', 'stato', 'consultazione'];
  const rows = revisioni.map((r) => [
    codComune,
    r.codice,
    r.tipo,
    r.tornata,
    r.ammette.join(' '),
    r.dal,
    r.entroIl,
    r.stato,
    r.consultazione ?? null,
  ]);
  await insertRows(tx, { table: 'elettorale_revisioni', columns }, rows);
}

/** Column that remembers when a round got there. */
const QUANDO: Readonly<Partial<Record<StatoRevisione, string>>> = { CONFERMATA: 'confermata_il', CHIUSA: 'chiusa_il' };

/** Moves rounds from one state to the next; returns how many were in it. */
export async function muoviRevisioni(
  tx: Tx,
  codComune: string,
  m: { codici: readonly string[]; da: StatoRevisione; a: StatoRevisione; now: string },
): Promise<number> {
  const quando = QUANDO[m.a];
  const sql = `UPDATE elettorale_revisioni SET stato = ?${quando === undefined ? '' : `, ${quando} = ?`}
    WHERE cod_comune = ? AND stato = ? AND codice IN :in`;
  const before = [m.a, ...(quando === undefined ? [] : [m.now]), codComune, m.da];
  return executeIn(tx, sql, { before, values: m.codici });
}

/** Takes a round that has not begun out of the calendar; returns how many that was. */
export async function togliNonIniziata(tx: Tx, codComune: string, codice: string): Promise<number> {
  const sql =
    "DELETE FROM elettorale_revisioni WHERE cod_comune = ? AND codice = ? AND stato IN ('BOZZA', 'CONFERMATA')";
  return (await tx.execute(sql, [codComune, codice])).affected;
}

/** An electoral proposal as the rounds need it. */
export interface Proposta {
  readonly id: number;
  readonly tipo: string;
  readonly motivo: string | null;
  readonly stato: string;
  readonly revisione: string | null;
  /** 1 while a procedimento is open on the person: it may still be undone. */
  readonly provvisoria: number;
}

const PROPOSTA = `SELECT id, tipo, motivo, stato, revisione, provvisoria FROM v_elettorale_variazioni
  WHERE cod_comune = ?`;

/** Everything still to be decided, or what one round holds. */
export async function proposteAperte(tx: Tx, codComune: string, revisione?: string): Promise<Proposta[]> {
  const solo = revisione === undefined ? '' : ' AND revisione = ?';
  const params = [codComune, ...(revisione === undefined ? [] : [revisione])];
  return tx.query<Proposta>(`${PROPOSTA} AND stato IN ('PROPOSTA', 'IN_REVISIONE')${solo} ORDER BY id`, params);
}

/** The proposals with these ids, in whatever state. */
export async function proposte(tx: Tx, codComune: string, ids: readonly number[]): Promise<Proposta[]> {
  return selectIn<Proposta>(tx, `${PROPOSTA} AND id IN :in`, { before: [codComune], values: ids });
}

/** Gives proposals to a round (null: to none yet). */
export async function affida(
  tx: Tx,
  ids: readonly number[],
  a: { readonly codice: string; readonly entroIl: string } | null,
): Promise<number> {
  const sql = "UPDATE variazioni SET revisione = ?, entro_il = ? WHERE stato = 'PROPOSTA' AND id IN :in";
  return executeIn(tx, sql, { before: [a?.codice ?? null, a?.entroIl ?? null], values: ids });
}

/** Moves proposals that stay open from one state to the next. Returns how many were in it. */
export async function muoviProposte(
  tx: Tx,
  codComune: string,
  m: { readonly ids: readonly number[]; readonly da: string; readonly a: string },
): Promise<number> {
  return executeIn(
    tx,
    `UPDATE variazioni SET stato = ? WHERE cod_comune = ? AND ufficio = 'ELETTORALE' AND stato = ? AND id IN :in`,
    { before: [m.a, codComune, m.da], values: m.ids },
  );
}

/** What the office reads of the proposals of a round (null: of none), as in `v_elettorale_variazioni`. */
export async function proposteDellaRevisione(tx: Tx, codComune: string, codice: string | null): Promise<Row[]> {
  const quale = codice === null ? "revisione IS NULL AND stato = 'PROPOSTA'" : 'revisione = ?';
  return tx.query(
    `SELECT id, stato, tipo, lista, motivo, id_scheda_anpr, cognome, nome, decorrenza, valore_prima, valore_dopo, entro_il,
       provvisoria
     FROM v_elettorale_variazioni WHERE cod_comune = ? AND ${quale} ORDER BY tipo, cognome, nome, id`,
    [codComune, ...(codice === null ? [] : [codice])],
  );
}
