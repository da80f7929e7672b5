/**
 * The name of this installation: chosen once, kept in its database, the same for all its processes.
 * Invariant: whoever asks first chooses; afterwards it never changes. What is kept outside of the database and belongs to
 * it (the spool) carries this name, so that two installations never take each other's.
 */
import { randomUUID } from 'node:crypto';
import type { Database } from './database.js';
import { leggiStatoLavoro } from './lavori.js';
import { insertRows, onKey } from './sql.js';

const NOME = 'installazione';

/** The name (a UUID); chosen now when there is none. @param now ISO-8601 UTC */
export async function nomeInstallazione(db: Database, now: string): Promise<string> {
  return db.transaction(async (tx) => {
    const known = await leggiStatoLavoro(tx, NOME);
    if (known !== undefined) return known;
    const clause = onKey(tx, 'stato_lavori', { key: ['nome'], take: [] });
    const columns = ['nome', 'valore', 'aggiornato_il'];
    await insertRows(tx, { table: 'stato_lavori', columns, clause }, [[NOME, randomUUID(), now]]);
    return (await leggiStatoLavoro(tx, NOME)) ?? '';
  });
}

/** The name, when it was chosen already: for those who only look. */
export const installazioneNota = (db: Database): Promise<string | undefined> =>
  db.transaction((tx) => leggiStatoLavoro(tx, NOME));
