/** The ground floor: the database, waited for while its server starts, and migrated. */
import { setTimeout as delay } from 'node:timers/promises';
import { InfrastructureError, TransientError } from '../errors.js';
import { Database } from '../store/database.js';
import type { Attesa } from './attesa.js';
import type { DaemonOptions, Floors } from './piani.js';

/** How often and how long the database is waited for at the start; then whoever supervises us starts us again. */
const DATABASE_PAUSE_MS = 5_000;
const DATABASE_ATTEMPTS = 60;

async function openOnce({ config, log }: DaemonOptions, floors: Floors): Promise<Database> {
  const db = await Database.open(config.database);
  try {
    const done = await db.migrate();
    if (done.length > 0) log.info('Database migrated', { count: done.length });
  } catch (error) {
    await db.close();
    throw error;
  }
  floors.add('database', () => db.close());
  return db;
}

/**
 * Opens and migrates, waiting for a server that is still starting.
 * @param receive opens doors that need no database; called once, when there is something to wait for
 */
export async function openDatabase(
  o: DaemonOptions,
  floors: Floors,
  receive: () => Promise<Attesa | null>,
): Promise<Database> {
  const { log, signal } = o;
  let attesa: Attesa | null | undefined;
  try {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await openOnce(o, floors);
      } catch (error) {
        const heals = error instanceof InfrastructureError || error instanceof TransientError;
        if (!heals || attempt >= DATABASE_ATTEMPTS || signal.aborted) throw error;
        log.warn('Database not available, waiting', { attempts: attempt, error });
        attesa ??= await receive();
        await delay(DATABASE_PAUSE_MS, undefined, { signal }).catch(() => undefined);
      }
    }
  } finally {
    await attesa?.close();
  }
}
