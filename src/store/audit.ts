/**
 * The audit trail: what each applied notification changed, and what an operator did by hand.
 * Invariant: append only; nothing here is ever updated or deleted.
 */
import { essenziale } from '../registri/diff.js';
import type { RowChange } from '../registri/righe.js';
import { insertRows, tuple } from './sql.js';
import type { Param, Tx } from './tx.js';

/** The very changes that were written; of an update the key and what is no longer the same. */
export interface Applicazione {
  readonly codComune: string;
  readonly notificaId: number;
  readonly applicataIl: string;
  readonly cambi: readonly RowChange[];
}

/** Records what notifications changed, several at once. */
export async function registraApplicazioni(tx: Tx, applicazioni: readonly Applicazione[]): Promise<void> {
  const columns = ['cod_comune', 'notifica_id', 'applicata_il', 'cambi'];
  const rows = applicazioni.map((a) => [
    a.codComune,
    a.notificaId,
    a.applicataIl,
    JSON.stringify(a.cambi.map(essenziale)),
  ]);
  await insertRows(tx, { table: 'applicazioni', columns }, rows);
}

/** What a notification changed; several entries when it was applied again after a correction. */
export async function applicazioniDi(tx: Tx, notificaId: number): Promise<Applicazione[]> {
  const rows = await tx.query<Omit<Applicazione, 'cambi'> & { cambi: string }>(
    `SELECT cod_comune AS codComune, notifica_id AS notificaId, applicata_il AS applicataIl, cambi
     FROM applicazioni WHERE notifica_id = ? ORDER BY id`,
    [notificaId],
  );
  return rows.map((r) => ({ ...r, cambi: JSON.parse(r.cambi) as RowChange[] }));
}

/** Something a person did. `attore` is a login or a system user, never a citizen. */
export interface Azione {
  readonly quando: string;
  readonly attore: string;
  /** The command: `riprova`, `scarta`, `ricostruisci`, … */
  readonly azione: string;
  readonly oggetto: string;
  readonly notificaId?: number;
  readonly motivo?: string;
  readonly dettaglio?: string;
}

/** Records what an operator did, in the transaction that does it. */
export async function registraAzione(tx: Tx, a: Azione): Promise<void> {
  await tx.execute(
    `INSERT INTO registro_operatore (quando, attore, azione, oggetto, notifica_id, motivo, dettaglio)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
    [
      a.quando,
      a.attore.slice(0, 80),
      a.azione.slice(0, 40),
      a.oggetto.slice(0, 120),
      a.notificaId ?? null,
      a.motivo ?? null,
      a.dettaglio ?? null,
    ],
  );
}

/** All conditions must hold; absent ones do not count. `dal` and `al` bound the instant, half-open. */
export interface FiltroAzioni {
  readonly limit: number;
  readonly primaDiId?: number;
  readonly dal?: string;
  readonly al?: string;
  /** A command, with all that begins with its name: `revisioni` finds `revisioni-chiudi`. */
  readonly azione?: string;
  /** Codes of one comune: those that name it, or a notification that came under them. */
  readonly codici?: readonly string[];
}

/** Codes are digits only: nothing in them means anything to LIKE. */
function diComune(codici: readonly string[] | undefined): { readonly sql: string; readonly params: readonly Param[] } {
  if (codici === undefined || codici.length === 0) return { sql: '', params: [] };
  const nomi = codici.map(() => 'oggetto LIKE ? OR dettaglio LIKE ?').join(' OR ');
  const sql = ` AND (${nomi} OR notifica_id IN (SELECT id FROM notifiche WHERE cod_destinatario IN ${tuple(codici.length)}))`;
  return { sql, params: [...codici.flatMap((c) => [`%${c}%`, `%${c}%`]), ...codici] };
}

/** What operators did, newest first. */
export async function azioni(
  tx: Tx,
  { limit, primaDiId, dal, al, azione, codici }: FiltroAzioni,
): Promise<(Azione & { id: number })[]> {
  const condizioni: [string, readonly (string | undefined)[]][] = [
    ['quando >= ?', [dal]],
    ['quando < ?', [al]],
    ['(azione = ? OR azione LIKE ?)', [azione, azione === undefined ? undefined : `${azione}-%`]],
  ];
  const usate = condizioni.filter((c): c is [string, string[]] => c[1].every((v) => v !== undefined));
  const comune = diComune(codici);
  const rows = await tx.query<{
    id: number;
    quando: string;
    attore: string;
    azione: string;
    oggetto: string;
    notifica_id: number | null;
    motivo: string | null;
    dettaglio: string | null;
  }>(
    `SELECT id, quando, attore, azione, oggetto, notifica_id, motivo, dettaglio FROM registro_operatore
     WHERE ${['id < ?', ...usate.map(([sql]) => sql)].join(' AND ')}${comune.sql} ORDER BY id DESC LIMIT ?`,
    [primaDiId ?? 2 ** 31 - 1, ...usate.flatMap(([, valori]) => valori), ...comune.params, limit],
  );
  return rows.map(({ notifica_id, motivo, dettaglio, ...r }) => ({
    ...r,
    ...(notifica_id === null ? {} : { notificaId: notifica_id }),
    ...(motivo === null ? {} : { motivo }),
    ...(dettaglio === null ? {} : { dettaglio }),
  }));
}
