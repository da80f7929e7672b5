/**
 * A process that applies the inbox of an ente and may kill itself before its k-th statement, or be killed from outside.
 * Started by `kill.test.ts`; waits for one line of orders on stdin, says on stdout what it has finished.
 */
import { createInterface } from 'node:readline';
import { Database, type DatabaseConfig } from '../../src/store/database.js';
import { finche, loopDi, smaltita } from '../work/banco.js';
import { databaseConMano } from '../work/guasti.js';

export interface Ordini {
  readonly config: DatabaseConfig;
  readonly codComune: string;
  readonly codici: readonly string[];
  readonly oggi: string;
  /** Dies before this statement (from 1); null = lives until the inbox is worked. */
  readonly muoreAl: number | null;
  /** Its clock: later than that of the process before, so that a lease left behind has expired. */
  readonly now: string;
}

async function esegui({ config, muoreAl, now, codComune, codici, oggi }: Ordini): Promise<void> {
  const db = await Database.open(config);
  const contesto = { codComune, codici: new Set(codici), oggi };
  let n = 0;
  const mano = databaseConMano(db, () => {
    n += 1;
    if (n === muoreAl) process.kill(process.pid, 'SIGKILL');
  });
  const loop = loopDi(mano, contesto, { now: () => new Date(now), settings: { batchSize: 3 } });
  await finche('the inbox is worked', smaltita(db, contesto));
  await loop.stop();
  await db.close();
  process.stdout.write('finito\n');
}

for await (const riga of createInterface({ input: process.stdin })) await esegui(JSON.parse(riga) as Ordini);
