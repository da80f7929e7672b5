/**
 * Would the database take a notification now? Asked with the statements that take one, so that a table away, a right revoked
 * or a server that only reads are seen, which `SELECT 1` does not see.
 * Invariant: no row of the inbox is written; rejects exactly where `salva` would.
 */
import type { Database } from './database.js';
import { leggiStatoLavoro, scriviStatoLavoro } from './lavori.js';
import type { Tx } from './tx.js';

/** The tables that every notification is written to; each holds this column. */
const TABELLE = [
  ['notifiche', 'id'],
  ['contenuti', 'notifica_id'],
] as const;

/** A bookmark, so that the durable write leaves nothing behind that grows. */
const SEGNO = 'prova-scrittura';

async function prova(tx: Tx): Promise<void> {
  for (const [tabella, colonna] of TABELLE) {
    await tx.query(`SELECT ${colonna} FROM ${tabella} ORDER BY ${colonna} DESC LIMIT 1`);
    // Of no row: rights and a server that only reads are judged all the same.
    await tx.execute(`INSERT INTO ${tabella} SELECT * FROM ${tabella} WHERE 1 = 0`);
  }
}

/** Resolves when the inbox can be read and written, without writing. @throws InfrastructureError, TransientError */
export const provaPosta = (db: Database): Promise<void> => db.transaction(prova);

/** The same with one durable write, which a full disk refuses. @param now ISO-8601 UTC */
export async function provaScrittura(db: Database, now: string): Promise<void> {
  await db.transaction(async (tx) => {
    await prova(tx);
    // The same value again would write nothing on the MySQL family.
    const prima = await leggiStatoLavoro(tx, SEGNO);
    await scriviStatoLavoro(tx, SEGNO, { valore: prima === '1' ? '2' : '1', now });
  });
}
