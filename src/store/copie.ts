/**
 * Other bytes that arrived under the key of a known notification: kept beside it, never applied by themselves.
 * Invariant: at most MAX_COPIE per notification and each content once, so that a sender gone mad fills no disk.
 */
import { inserisciContenuti, leggiCopia } from './contenuti.js';
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
}

/** Copies of one notification, oldest first. */
export async function elencaCopie(tx: Tx, notificaId: number): Promise<Copia[]> {
  return tx.query<Copia>(
    `SELECT copia, canale, impronta, byte, firma, ricevuta_il AS ricevutaIl
     FROM copie WHERE notifica_id = ? ORDER BY copia`,
    [notificaId],
  );
}

/** Bytes of one copy, as they came. */
export async function leggiContenutoCopia(tx: Tx, notificaId: number, copia: number): Promise<Buffer> {
  return leggiCopia(tx, notificaId, copia);
}

/** Keeps the copy unless it is known or there are too many. The caller holds the notification's row locked. */
export async function conservaCopia(tx: Tx, { notificaId, impronta, notifica }: CopiaRicevuta): Promise<void> {
  const note = await elencaCopie(tx, notificaId);
  if (note.length >= MAX_COPIE || note.some((c) => c.impronta === impronta)) return;
  const copia = (note.at(-1)?.copia ?? 0) + 1;
  const columns = ['notifica_id', 'copia', 'canale', 'impronta', 'byte', 'firma', 'ricevuta_il'];
  const riga = [
    notificaId,
    copia,
    notifica.canale,
    impronta,
    notifica.contenuto.byteLength,
    notifica.firma,
    notifica.ricevutaIl,
  ];
  await insertRows(tx, { table: 'copie', columns }, [riga]);
  await inserisciContenuti(tx, [{ notificaId, copia, byte: notifica.contenuto }]);
}
