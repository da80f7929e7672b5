/** The ground floor: the database, waited for while its server starts, and migrated. */
import { setTimeout as delay } from 'node:timers/promises';
import { InfrastructureError, TransientError } from '../errors.js';
import { Database } from '../store/database.js';
import type { DaemonOptions, Floors } from './piani.js';

/** How often and how long the database is waited for at the start; then whoever supervises us starts us again. */
const DATABASE_PAUSE_MS = 5_000;
const DATABASE_ATTEMPTS = 60;

/** Opens and migrates, waiting for a server that is still starting. */
export async function openDatabase({ config, log, signal }: DaemonOptions, floors: Floors): Promise<Database> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const db = await Database.open(config.database);
      floors.add('database', () => db.close());
      const done = await db.migrate();
      if (done.length > 0) log.info('Database migrated', { count: done.length });
      return db;
    } catch (error) {
      const heals = error instanceof InfrastructureError || error instanceof TransientError;
      if (!heals || attempt >= DATABASE_ATTEMPTS || signal.aborted) throw error;
      log.warn('Database not available, waiting', { attempts: attempt, error });
      await delay(DATABASE_PAUSE_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}
