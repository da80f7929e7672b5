/** A process that compares one town after the other, as `main.ts` asks. Each has a zone of its own: the day must not depend on it. */
import { Database } from '../src/store/database.js';
import { tabelle } from '../src/store/tables/index.js';
import { type Prova, provaGiorno, type Trovata } from './giorno.js';

/** What is said of a town. */
export interface Risposta {
  readonly prova: Prova;
  readonly trovate: readonly Trovata[];
}

async function svuota(db: Database): Promise<void> {
  for (const { options } of tabelle('sqlite')) await db.transaction((tx) => tx.execute(`DELETE FROM ${options.name}`));
}

async function lavora(): Promise<void> {
  const db = await Database.open({ kind: 'sqlite', file: ':memory:' });
  await db.migrate();
  process.on('message', (prova: Prova) => {
    void (async () => {
      await svuota(db);
      process.send?.({ prova, trovate: await provaGiorno(db, prova) } satisfies Risposta);
    })();
  });
  process.send?.('pronto');
}

process.on('disconnect', () => process.exit(0));
await lavora();
