/**
 * Leases: which process applies which ente.
 * Clocks: `now` is the caller's clock. Clocks that differ less than the ttl only delay a takeover; worse ones may let two
 * believe they hold it, and then `fence` decides, because a takeover raises the token and every write checks it in its
 * own transaction. So wrong clocks cost time, never rows.
 */
import { TransientError } from '../errors.js';
import { isDuplicateKey } from './driver-errors.js';
import type { Tx } from './tx.js';

/** A lease we hold. The token grows with every takeover. */
export interface Lease {
  readonly nome: string;
  readonly owner: string;
  readonly token: number;
}

/** The lease was taken over: whatever was being written must not be committed. */
export class LeasePersoError extends TransientError {}

export interface Richiesta {
  readonly nome: string;
  /** Unique per process start, e.g. host, pid and a random part. */
  readonly owner: string;
  readonly ttlMs: number;
  readonly now: string;
}

const scadenza = (now: string, ttlMs: number): string => new Date(Date.parse(now) + ttlMs).toISOString();

/** Takes the lease when nobody holds it or its time is over (or extends our own); undefined when another holds it. */
export async function acquireLease(tx: Tx, { nome, owner, ttlMs, now }: Richiesta): Promise<Lease | undefined> {
  const expires = scadenza(now, ttlMs);
  const taken = await tx.execute(
    'UPDATE lease SET token = token + 1, owner = ?, expires_at = ? WHERE nome = ? AND (expires_at <= ? OR owner = ?)',
    [owner, expires, nome, now, owner],
  );
  if (taken.affected === 0 && !(await insertLease(tx, [nome, owner, expires]))) return undefined;
  const [row] = await tx.query<{ token: number }>('SELECT token FROM lease WHERE nome = ?', [nome]);
  return row === undefined ? undefined : { nome, owner, token: row.token };
}

async function insertLease(tx: Tx, [nome, owner, expires]: [string, string, string]): Promise<boolean> {
  try {
    await tx.execute('INSERT INTO lease (nome, owner, expires_at, token) VALUES (?, ?, ?, 1)', [nome, owner, expires]);
    return true;
  } catch (error) {
    if (isDuplicateKey(error)) return false;
    throw error;
  }
}

/** Extends the lease; false when it was taken over (an expired one nobody took is still ours). */
export async function renewLease(
  tx: Tx,
  lease: Lease,
  { ttlMs, now }: { readonly ttlMs: number; readonly now: string },
): Promise<boolean> {
  const { affected } = await tx.execute('UPDATE lease SET expires_at = ? WHERE nome = ? AND owner = ? AND token = ?', [
    scadenza(now, ttlMs),
    lease.nome,
    lease.owner,
    lease.token,
  ]);
  return affected === 1;
}

/** Gives the lease back, so that the next process need not wait; the token stays and keeps growing. */
export async function releaseLease(tx: Tx, lease: Lease): Promise<void> {
  await tx.execute("UPDATE lease SET owner = '', expires_at = '' WHERE nome = ? AND owner = ? AND token = ?", [
    lease.nome,
    lease.owner,
    lease.token,
  ]);
}

/**
 * First statement of every transaction that writes under the lease: holds the lease's row until the commit, so that a
 * takeover waits for us or we notice it. It changes a value, because a cluster certifies what was written and nothing else:
 * a row set to what it is would let a takeover on another node pass unseen.
 * @throws LeasePersoError when the lease is another's by now.
 */
export async function fence(tx: Tx, lease: Lease): Promise<void> {
  const { affected } = await tx.execute(FENCE, [lease.nome, lease.owner, lease.token]);
  if (affected !== 1) throw new LeasePersoError(`the lease ${lease.nome} was taken over`);
}

/** Turns round long before an integer ends. */
const FENCE = 'UPDATE lease SET scritture = (scritture + 1) % 1000000000 WHERE nome = ? AND owner = ? AND token = ?';

/** Who holds what, for the operator. */
export async function elencaLease(
  tx: Tx,
): Promise<{ nome: string; owner: string; expiresAt: string; token: number }[]> {
  return tx.query('SELECT nome, owner, expires_at AS expiresAt, token FROM lease ORDER BY nome');
}
