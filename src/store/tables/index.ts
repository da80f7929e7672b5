/** Every table of the house, as entities: only the drift test reads them, hot paths are plain SQL. */
import type { EntitySchema } from 'typeorm';
import { tabelleAllarmi } from './allarmi.js';
import type { DatabaseKind } from './colonne.js';
import { tabelleElettorale } from './elettorale.js';
import { tabelleFatti } from './fatti.js';
import { tabelleInbox } from './inbox.js';
import { tabelleLavori } from './lavori.js';
import { tabelleRegistri } from './registri.js';
import { tabelleRiconciliazione } from './riconciliazione.js';
import { tabelleTributi } from './tributi.js';
import { tabelleUffici } from './uffici.js';

export type { DatabaseKind } from './colonne.js';

/** Their names: what else is in the database is somebody else's. */
export const nomiTabelle = (): string[] => tabelle('mysql').map((t) => t.options.tableName ?? t.options.name);

export function tabelle(kind: DatabaseKind): EntitySchema[] {
  return [
    ...tabelleInbox(kind),
    ...tabelleFatti(kind),
    ...tabelleRegistri(kind),
    ...tabelleUffici(),
    ...tabelleTributi(),
    ...tabelleElettorale(),
    ...tabelleRiconciliazione(),
    ...tabelleAllarmi(),
    ...tabelleLavori(kind),
  ];
}
