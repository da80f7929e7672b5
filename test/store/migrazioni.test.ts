/** Migrations make the same schema on both engines, once and for all. */
import { expect, it } from 'vitest';
import { MIGRATIONS } from '../../migrations/index.js';
import { perOgniDatabase } from './databases.js';

perOgniDatabase((apri, motore) => {
  it('leaves nothing to do after migrating, and the second time does nothing', async () => {
    const db = await apri();
    expect(await db.pendingMigrations()).toEqual([]);
    expect(await db.migrate()).toEqual([]);
  });

  it('has entities equal to the schema', async () => {
    const db = await apri();
    expect(await db.drift()).toEqual([]);
  });

  it('notices a column the entities do not know', async () => {
    const db = await apri();
    await db.transaction((tx) => tx.execute('ALTER TABLE lease ADD COLUMN estranea integer NULL'));
    expect(await db.drift()).not.toEqual([]);
    await db.transaction((tx) => tx.execute('ALTER TABLE lease DROP COLUMN estranea'));
    expect(await db.drift()).toEqual([]);
  });

  it('lets several processes migrate at once', async () => {
    const processes = [await apri(), await apri(), await apri()];
    await processes[0]!.transaction((tx) => tx.execute("DELETE FROM migrazioni WHERE name LIKE 'V%'"));
    const done = await Promise.all(processes.map((db) => db.migrate()));
    expect(done.flat().length).toBeGreaterThanOrEqual(7);
    expect(await processes[1]!.pendingMigrations()).toEqual([]);
  });

  it('can run every step again on a database that has them all', async () => {
    const db = await apri();
    await db.transaction((tx) => tx.execute('DELETE FROM migrazioni'));
    expect(await db.migrate()).toHaveLength(MIGRATIONS.length);
    expect(await db.drift()).toEqual([]);
  });

  it('tells kind, version and the time of a commit', async () => {
    const info = await (await apri()).info();
    expect(info.kind).toBe(motore.kind);
    expect(info.version).toMatch(/^\d+\.\d+/);
    expect(info.commitMs).toBeGreaterThan(0);
  });
});
