/** Leases between two processes: one holder, takeover after the ttl, and nobody writes with an old token. */
import { beforeEach, expect, it } from 'vitest';
import type { Database } from '../../src/store/database.js';
import { scriviStatoLavoro } from '../../src/store/lavori.js';
import {
  acquireLease,
  elencaLease,
  fence,
  type Lease,
  LeasePersoError,
  releaseLease,
  renewLease,
} from '../../src/store/lease.js';
import { perOgniDatabase } from './databases.js';

const at = (s: number): string => new Date(Date.UTC(2026, 0, 1, 0, 0, s)).toISOString();

perOgniDatabase((apri) => {
  let [uno, due] = [] as unknown as [Database, Database];
  beforeEach(async () => {
    [uno, due] = [await apri(), await apri()];
  });
  const prendi = (db: Database, owner: string, s: number): Promise<Lease | undefined> =>
    db.transaction((tx) => acquireLease(tx, { nome: 'ente:058091', owner, ttlMs: 10_000, now: at(s) }));

  it('goes to exactly one of many who ask at once', async () => {
    const esiti = await Promise.all([
      ...Array.from({ length: 8 }, (_, i) => prendi(uno, `a${i}`, 0)),
      ...Array.from({ length: 8 }, (_, i) => prendi(due, `b${i}`, 0)),
    ]);
    expect(esiti.filter((e) => e !== undefined)).toHaveLength(1);
  });

  it('stays with its holder while renewed, and goes to another when its time is over', async () => {
    const lease = await prendi(uno, 'a', 0);
    expect(lease?.token).toBe(1);
    expect(await prendi(due, 'b', 9)).toBeUndefined();
    expect(await uno.transaction((tx) => renewLease(tx, lease!, { ttlMs: 10_000, now: at(9) }))).toBe(true);
    expect(await prendi(due, 'b', 18)).toBeUndefined();
    expect((await prendi(due, 'b', 19))?.token).toBe(2);
    expect(await uno.transaction((tx) => renewLease(tx, lease!, { ttlMs: 10_000, now: at(19) }))).toBe(false);
  });

  it('lets nothing be written with a token that was taken over', async () => {
    const vecchio = await prendi(uno, 'a', 0);
    const nuovo = await prendi(due, 'b', 11);
    const scrivi = (db: Database, lease: Lease): Promise<void> =>
      db.transaction(async (tx) => {
        await scriviStatoLavoro(tx, 'riga', { valore: lease.owner, now: at(12) });
        await fence(tx, lease);
      });
    await scrivi(due, nuovo!);
    await expect(scrivi(uno, vecchio!)).rejects.toBeInstanceOf(LeasePersoError);
    expect(await uno.transaction((tx) => tx.query('SELECT valore FROM stato_lavori'))).toEqual([{ valore: 'b' }]);
  });

  it('lets a takeover wait for the write that is under way', async () => {
    const lease = await prendi(uno, 'a', 0);
    let takeover: Promise<Lease | undefined> | undefined;
    const ordine: string[] = [];
    await uno.transaction(async (tx) => {
      await fence(tx, lease!);
      takeover = prendi(due, 'b', 11).finally(() => ordine.push('taken'));
      await new Promise((resolve) => setImmediate(resolve));
      await scriviStatoLavoro(tx, 'riga', { valore: 'a', now: at(1) });
      ordine.push('written');
    });
    expect((await takeover)?.token).toBe(2);
    expect(ordine).toEqual(['written', 'taken']);
  });

  it('is free at once when given back, and the token keeps growing', async () => {
    const lease = await prendi(uno, 'a', 0);
    await uno.transaction((tx) => releaseLease(tx, lease!));
    expect((await prendi(due, 'b', 0))?.token).toBe(2);
    await uno.transaction((tx) => releaseLease(tx, lease!));
    expect(await uno.transaction(elencaLease)).toMatchObject([{ owner: 'b', token: 2 }]);
  });
});
