/** `allinea migra`: brings the database schema up to date. The daemon does the same when it starts. */
import { registraAzione } from '../../store/audit.js';
import { Database, type DatabaseConfig } from '../../store/database.js';
import { isThere } from '../../store/engine.js';
import { type Ambiente, ESITO, type Esito, type OpzioniComuni } from './ambiente.js';
import { comando, type Registra } from './comando.js';
import { esegui, impostazioniDi } from './esegui.js';
import { conGuasto } from './guasto.js';

interface Opzioni extends OpzioniComuni {
  readonly elenca?: boolean;
}

async function passi(ambiente: Ambiente, o: Opzioni, database: DatabaseConfig): Promise<Esito> {
  const db = await Database.open(database);
  try {
    const passi = o.elenca === true ? await db.pendingMigrations() : await db.migrate(ambiente.version);
    const azione = {
      attore: ambiente.attore,
      azione: 'migra',
      oggetto: `passi:${passi.length}`,
      quando: ambiente.now().toISOString(),
    };
    if (o.elenca !== true && passi.length > 0) await db.transaction((tx) => registraAzione(tx, azione));
    const fatti = o.elenca === true ? 'Passi da fare' : 'Passi fatti';
    const text =
      passi.length === 0 ? 'Il database è aggiornato.' : `${fatti}:\n${passi.map((p) => `  ${p}`).join('\n')}`;
    const code = o.elenca === true && passi.length > 0 ? ESITO.TROVATO : ESITO.OK;
    return { code, text, data: { passi } };
  } finally {
    await db.close();
  }
}

async function migra(ambiente: Ambiente, o: Opzioni): Promise<Esito> {
  const { database } = impostazioniDi(ambiente, o);
  // To look makes nothing: where there is no file every step is missing, as in an empty one.
  const nulla = o.elenca === true && !isThere(database);
  return conGuasto(database, () => passi(ambiente, o, nulla ? { kind: 'sqlite', file: ':memory:' } : database));
}

export const registraMigra: Registra = (programma, ambiente, finito) => {
  comando(programma, 'migra', 'aggiorna lo schema del database (lo fa anche «avvia»)')
    .option('--elenca', 'dice solo che cosa manca; esce con 1 se manca qualcosa')
    .action(async (opzioni: Opzioni) => finito(await esegui(ambiente, opzioni, () => migra(ambiente, opzioni))));
};
