/**
 * The messages about alarms, as an outbox.
 * Invariant: one per channel, cause, kind and day, by a unique key; a message is in the hands of one process at a time, and
 * one that died with it in hand gives it back after ten minutes.
 */
import { type Allarme, COLONNE_ALLARME } from './allarmi.js';
import { executeIn, insertRows, onKey } from './sql.js';
import type { Param, Tx } from './tx.js';

export type CanaleAllarmi = 'EMAIL' | 'WEBHOOK';
/** `RIENTRO`: it is over. */
export type GenereInvio = 'ALLARME' | 'RIENTRO';

/** A message to write; `giorno` is the day in Italy that it counts for. */
export interface NuovoInvio {
  readonly canale: CanaleAllarmi;
  readonly allarme: Allarme;
  readonly genere: GenereInvio;
  readonly giorno: string;
}

/** Writes messages down, due at once; one that is there for the day stays as it is. */
export async function accodaInvii(tx: Tx, invii: readonly NuovoInvio[], now: string): Promise<void> {
  const key = ['canale', 'cod_comune', 'codice', 'oggetto', 'genere', 'giorno'];
  const columns = [...key, 'allarme_id', 'creato_il', 'prossimo_il'];
  const clause = onKey(tx, 'allarmi_invii', { key, take: [] });
  const righe = invii.map(({ canale, allarme: a, genere, giorno }): Param[] => [
    canale,
    a.codComune,
    a.codice,
    a.oggetto,
    genere,
    giorno,
    a.id,
    now,
    now,
  ]);
  await insertRows(tx, { table: 'allarmi_invii', columns, clause }, righe);
}

/** What was written about an alarm on a channel. */
export interface InvioNoto {
  readonly allarmeId: number;
  readonly genere: GenereInvio;
  readonly ultimoGiorno: string;
}

/** Per alarm and kind the last day on which a message was written. */
export const inviiNoti = (tx: Tx, canale: CanaleAllarmi, dalGiorno: string): Promise<InvioNoto[]> =>
  tx.query<InvioNoto>(
    `SELECT allarme_id AS allarmeId, genere, MAX(giorno) AS ultimoGiorno FROM allarmi_invii
     WHERE canale = ? AND giorno >= ? GROUP BY allarme_id, genere`,
    [canale, dalGiorno],
  );

/** A message to send, with its alarm. */
export interface Invio {
  readonly invioId: number;
  readonly genere: GenereInvio;
  readonly tentativi: number;
  readonly allarme: Allarme;
}

/** Takes what is due: nobody else gets it until it is given back or `presoPrimaDi` passes the instant it was taken at. */
export async function prendiInvii(
  tx: Tx,
  canale: CanaleAllarmi,
  { chi, now, presoPrimaDi }: { readonly chi: string; readonly now: string; readonly presoPrimaDi: string },
): Promise<Invio[]> {
  await tx.execute(
    `UPDATE allarmi_invii SET preso_da = ?, preso_il = ?
     WHERE canale = ? AND inviato_il IS NULL AND prossimo_il <= ? AND (preso_il IS NULL OR preso_il < ?)`,
    [chi, now, canale, now, presoPrimaDi],
  );
  const righe = await tx.query<Allarme & { invioId: number; genere: GenereInvio; tentativi: number }>(
    `SELECT i.id AS invioId, i.genere, i.tentativi, ${COLONNE_ALLARME} FROM allarmi_invii i
     JOIN allarmi a ON a.id = i.allarme_id WHERE i.canale = ? AND i.preso_da = ? AND i.inviato_il IS NULL ORDER BY i.id`,
    [canale, chi],
  );
  return righe.map(({ invioId, genere, tentativi, ...allarme }) => ({ invioId, genere, tentativi, allarme }));
}

/** They left; only what is still in our hands counts. */
export async function inviati(
  tx: Tx,
  ids: readonly number[],
  { chi, now }: { chi: string; now: string },
): Promise<void> {
  const sql =
    'UPDATE allarmi_invii SET inviato_il = ?, preso_il = NULL, errore = NULL WHERE preso_da = ? AND id IN :in';
  await executeIn(tx, sql, { before: [now, chi], values: ids });
}

/** They did not leave: given back, due again later. `errore` is a code, never a text of somebody else. */
export async function rimandaInvii(
  tx: Tx,
  ids: readonly number[],
  { chi, prossimoIl, errore }: { chi: string; prossimoIl: string; errore: string },
): Promise<void> {
  const sql = `UPDATE allarmi_invii SET tentativi = tentativi + 1, prossimo_il = ?, errore = ?, preso_da = NULL, preso_il = NULL
    WHERE preso_da = ? AND id IN :in`;
  await executeIn(tx, sql, { before: [prossimoIl, errore.slice(0, 120), chi], values: ids });
}
