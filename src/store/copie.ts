/**
 * Other bytes that arrived under the key of a known notification: kept beside it, applied only in the place of bytes that do
 * not open.
 * Invariant: at most MAX_COPIE per notification and each content once, so that a sender gone mad fills no disk; one that was
 * tried and gave nothing makes room for a newer one.
 */
import { inserisciContenuti, leggiCopia } from './contenuti.js';
import { StatoCambiatoError } from './inbox-stati.js';
import type { Canale, NotificaRicevuta } from './notifica.js';
import { insertRows } from './sql.js';
import type { Tx } from './tx.js';

const MAX_COPIE = 10;

export interface CopiaRicevuta {
  readonly notificaId: number;
  readonly impronta: string;
  readonly notifica: NotificaRicevuta;
}

/** A kept copy, without its bytes. */
export interface Copia {
  readonly copia: number;
  readonly canale: Canale;
  readonly impronta: string;
  readonly byte: number;
  readonly firma: string;
  readonly ricevutaIl: string;
  /** What its envelope said; null when it was kept before this was. */
  readonly tipoNotifica: string | null;
  readonly dataOraRichiesta: string | null;
  /** Openings of it that gave nothing; those that never ended are each counted. */
  readonly aperture: number;
}

/** Copies of one notification, oldest first. */
export async function elencaCopie(tx: Tx, notificaId: number): Promise<Copia[]> {
  return tx.query<Copia>(
    `SELECT copia, canale, impronta, byte, firma, ricevuta_il AS ricevutaIl, tipo_notifica AS tipoNotifica,
       data_ora_richiesta AS dataOraRichiesta, aperture
     FROM copie WHERE notifica_id = ? ORDER BY copia`,
    [notificaId],
  );
}

/** Bytes of one copy, as they came. */
export async function leggiContenutoCopia(tx: Tx, notificaId: number, copia: number): Promise<Buffer> {
  return leggiCopia(tx, notificaId, copia);
}

/** Keeps the copy unless it is known or there are too many that may yet open. The caller holds the notification's row locked. */
export async function conservaCopia(tx: Tx, { notificaId, impronta, notifica }: CopiaRicevuta): Promise<boolean> {
  const note = await elencaCopie(tx, notificaId);
  if (note.some((c) => c.impronta === impronta)) return false;
  if (note.length >= MAX_COPIE && !(await faPosto(tx, notificaId, note))) return false;
  const copia = (note.at(-1)?.copia ?? 0) + 1;
  const columns = [
    'notifica_id',
    'copia',
    'canale',
    'impronta',
    'byte',
    'firma',
    'ricevuta_il',
    'tipo_notifica',
    'data_ora_richiesta',
  ];
  const riga = [
    notificaId,
    copia,
    notifica.canale,
    impronta,
    notifica.contenuto.byteLength,
    notifica.firma,
    notifica.ricevutaIl,
    notifica.tipoNotifica.slice(0, 40),
    notifica.dataOraRichiesta.slice(0, 40),
  ];
  await insertRows(tx, { table: 'copie', columns }, [riga]);
  await inserisciContenuti(tx, [{ notificaId, copia, byte: notifica.contenuto }]);
  return true;
}

/** The oldest that was tried and gave nothing goes; false when there is none. */
async function faPosto(tx: Tx, notificaId: number, note: readonly Copia[]): Promise<boolean> {
  const vana = note.find((c) => c.aperture > 0);
  if (vana === undefined) return false;
  for (const tabella of ['contenuti', 'copie'])
    await tx.execute(`DELETE FROM ${tabella} WHERE notifica_id = ? AND copia = ?`, [notificaId, vana.copia]);
  return true;
}

/** An opening of the copy is about to begin. To be committed before it does. */
export async function segnaAperturaCopia(tx: Tx, notificaId: number, copia: number): Promise<void> {
  const sql = 'UPDATE copie SET aperture = aperture + 1 WHERE notifica_id = ? AND copia = ?';
  await tx.execute(sql, [notificaId, copia]);
}

/** It was opened and gave nothing, with a reason: another key may change that. */
export async function chiudiAperturaCopia(tx: Tx, notificaId: number, copia: number): Promise<void> {
  await tx.execute('UPDATE copie SET aperture = 1 WHERE notifica_id = ? AND copia = ?', [notificaId, copia]);
}

/** No copy has this number. */
const FUORI = -1;

/**
 * The copy takes the place of the notification's own bytes, and these its place. Arrival and attempts stay the notification's.
 * @throws StatoCambiatoError when the notification is not pending any more
 */
export async function promuoviCopia(tx: Tx, notificaId: number, c: Copia): Promise<void> {
  const campi = 'canale, impronta, byte, firma, ricevuta_il, tipo_notifica, data_ora_richiesta';
  const [prima] = await tx.query<Record<string, string | number>>(`SELECT ${campi} FROM notifiche WHERE id = ?`, [
    notificaId,
  ]);
  const { affected } = await tx.execute(
    `UPDATE notifiche SET canale = ?, impronta = ?, byte = ?, firma = ?, tipo_notifica = COALESCE(?, tipo_notifica),
       data_ora_richiesta = COALESCE(?, data_ora_richiesta), aperture = 0 WHERE id = ? AND stato = 'pending'`,
    [c.canale, c.impronta, c.byte, c.firma, c.tipoNotifica, c.dataOraRichiesta, notificaId],
  );
  if (affected !== 1 || prima === undefined)
    throw new StatoCambiatoError('the notification left the expected state while a copy was opened');
  const vecchi = campi.split(', ').map((campo) => prima[campo] ?? null);
  await tx.execute(
    `UPDATE copie SET canale = ?, impronta = ?, byte = ?, firma = ?, ricevuta_il = ?, tipo_notifica = ?,
       data_ora_richiesta = ?, aperture = 1 WHERE notifica_id = ? AND copia = ?`,
    [...vecchi, notificaId, c.copia],
  );
  for (const [da, a] of [
    [0, FUORI],
    [c.copia, 0],
    [FUORI, c.copia],
  ] as const)
    await tx.execute('UPDATE contenuti SET copia = ? WHERE notifica_id = ? AND copia = ?', [a, notificaId, da]);
}
