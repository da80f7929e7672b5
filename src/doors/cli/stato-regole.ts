/** After an upgrade, in `allinea stato`: whose rows are still being made again with the rules of the release that runs. */
import type { Database } from '../../store/database.js';
import type { Ente } from '../../work/enti.js';
import { regoleViste } from '../../work/riguarda-regole.js';
import { nomeDi } from './enti.js';

/** Enti whose rows the daemon is making again. */
export async function entiInRifacimento(db: Database, enti: readonly Ente[]): Promise<Ente[]> {
  return db.transaction(async (tx) => {
    const quali: Ente[] = [];
    for (const ente of enti) if (((await regoleViste(tx, ente.codiceIstat))?.dopo ?? null) !== null) quali.push(ente);
    return quali;
  });
}

/** One line, nothing where nothing is under way. */
export function testoRegole(quali: readonly Ente[]): string[] {
  if (quali.length === 0) return [];
  const chi = quali.length > 3 ? `${quali.length} enti` : quali.map(nomeDi).join(', ');
  return [`Dopo l’aggiornamento il demone rifà in sottofondo le righe di ${chi}: non serve altro.`];
}
