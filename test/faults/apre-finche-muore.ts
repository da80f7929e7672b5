/**
 * A process that applies the inbox of an ente and is ended by one content while it opens it, as by a stack or a memory that
 * ends. Started by `aperture.test.ts`; waits for one line of orders on stdin.
 */
import { createInterface } from 'node:readline';
import { Database, type DatabaseConfig } from '../../src/store/database.js';
import { lettoreQui } from '../../src/work/lettore.js';
import { finche, loopDi, smaltita } from '../work/banco.js';

export interface Ordini {
  readonly config: DatabaseConfig;
  readonly codComune: string;
  readonly codici: readonly string[];
  readonly oggi: string;
  /** The notification that nobody survives. */
  readonly letale: string;
  /** Its clock: later than that of the process before, so that a lease left behind has expired. */
  readonly now: string;
}

async function esegui({ config, now, codComune, codici, oggi, letale }: Ordini): Promise<void> {
  const db = await Database.open(config);
  const contesto = { codComune, codici: new Set(codici), oggi };
  const qui = lettoreQui(() => []);
  const lettore: typeof qui = {
    leggi: async (n) => {
      if (n.idOperazioneANPR === letale) process.kill(process.pid, 'SIGKILL');
      return qui.leggi(n);
    },
  };
  const loop = loopDi(db, contesto, { lettore, now: () => new Date(now), settings: { batchSize: 10 } });
  await finche('the inbox is worked', smaltita(db, contesto));
  await loop.stop();
  await db.close();
}

for await (const riga of createInterface({ input: process.stdin })) await esegui(JSON.parse(riga) as Ordini);
