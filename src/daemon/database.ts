/** The ground floor: the database, waited for while its server starts, and migrated. */
import { setTimeout as delay } from 'node:timers/promises';
import { programVersion } from '../config.js';
import { InfrastructureError, TransientError } from '../errors.js';
import { Database } from '../store/database.js';
import type { Attesa } from './attesa.js';
import type { DaemonOptions, Floors } from './piani.js';

/** How often and how long the database is waited for at the start; then whoever supervises us starts us again. */
const DATABASE_PAUSE_MS = 5_000;
const DATABASE_ATTEMPTS = 60;
/** A server that starts with this machine is there within a few minutes: it is looked for as an alarm less often than tried. */
const LOOK_MS = 120_000;

/** What is done while the database is waited for. */
export interface Mentre {
  /** Opens doors that need no database; called once, when there is something to wait for. */
  receive(): Promise<Attesa | null>;
  /** The database was looked for in vain. */
  manca(error: unknown): Promise<void>;
}

async function openOnce({ config, log }: DaemonOptions, floors: Floors): Promise<Database> {
  const db = await Database.open(config.database);
  try {
    const done = await db.migrate(programVersion());
    if (done.length > 0) log.info('Database migrated', { count: done.length });
  } catch (error) {
    await db.close();
    throw error;
  }
  floors.add('database', () => db.close());
  return db;
}

/** Opens and migrates, waiting for a server that is still starting. */
export async function openDatabase(o: DaemonOptions, floors: Floors, mentre: Mentre): Promise<Database> {
  const { log, signal, now } = o;
  let looked = now().getTime();
  let attesa: Attesa | null | undefined;
  try {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await openOnce(o, floors);
      } catch (error) {
        const heals = error instanceof InfrastructureError || error instanceof TransientError;
        if (!heals || attempt >= DATABASE_ATTEMPTS || signal.aborted) throw error;
        log.warn('Database not available, waiting', { attempts: attempt, error });
        attesa ??= await mentre.receive();
        if (now().getTime() - looked >= LOOK_MS) {
          looked = now().getTime();
          await mentre.manca(error);
        }
        await delay(DATABASE_PAUSE_MS, undefined, { signal }).catch(() => undefined);
      }
    }
  } finally {
    await attesa?.close();
  }
}
