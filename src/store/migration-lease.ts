/**
 * One process migrates a database at a time: a row of the leases, which every kind of cluster replicates and certifies, where
 * a lock of the server (`GET_LOCK`) is refused or known to one node only.
 * Clocks: the server's own, so that machines whose clocks differ agree.
 */
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { TransientError } from '../errors.js';
import { acquireLease, type Lease, releaseLease, renewLease } from './lease.js';
import type { Tx } from './tx.js';

const NOME = 'migrazioni';
/** How long a process that died in the middle keeps the others out; renewed three times within it. */
const TTL_MS = 30_000;
/** A migration of big tables may take minutes; whoever waits longer is told to come again. */
const WAIT_MS = 120_000;
const PAUSE_MS = 250;

type Esegui = <T>(fn: (tx: Tx) => Promise<T>) => Promise<T>;

async function nowOf(tx: Tx): Promise<string> {
  const [row] = await tx.query<{ adesso: string }>(
    "SELECT DATE_FORMAT(UTC_TIMESTAMP(3), '%Y-%m-%dT%H:%i:%s.%f') AS adesso",
  );
  return `${(row?.adesso ?? '').slice(0, 23)}Z`;
}

async function take(transaction: Esegui): Promise<Lease> {
  const owner = `${hostname().slice(0, 40)}:${process.pid}:${randomUUID()}`;
  const deadline = performance.now() + WAIT_MS;
  for (;;) {
    const lease = await transaction(async (tx) =>
      acquireLease(tx, { nome: NOME, owner, ttlMs: TTL_MS, now: await nowOf(tx) }),
    );
    if (lease !== undefined) return lease;
    if (performance.now() > deadline)
      throw new TransientError('another process is migrating this database: start again later');
    await delay(PAUSE_MS);
  }
}

/** Runs `fn` while this process holds the lease. @throws TransientError when it cannot be had */
export async function withMigrationLease<T>(transaction: Esegui, fn: () => Promise<T>): Promise<T> {
  const lease = await take(transaction);
  const renew = (): Promise<unknown> =>
    transaction(async (tx) => renewLease(tx, lease, { ttlMs: TTL_MS, now: await nowOf(tx) }));
  // What cannot be renewed now is tried again in time; steps are idempotent, should another process begin meanwhile.
  const timer = setInterval(() => void renew().catch(() => undefined), TTL_MS / 3);
  try {
    return await fn();
  } finally {
    clearInterval(timer);
    await transaction((tx) => releaseLease(tx, lease)).catch(() => undefined);
  }
}
