/** A program older than its database refuses to start or migrate, and says which release it needs. */
import { expect, it } from 'vitest';
import { NewerDatabaseError } from '../../src/store/schema.js';
import { perOgniDatabase } from './databases.js';

perOgniDatabase((apri) => {
  it('refuses a database with steps it does not know, and names the release that did them', async () => {
    const db = await apri();
    await db.migrate('9.9.9');
    expect(await db.migrate('9.9.9')).toEqual([]);
    await db.transaction((tx) =>
      tx.execute("INSERT INTO migrazioni (timestamp, name) VALUES (1999999999000, 'DelFuturo1999999999000')"),
    );
    for (const tenta of [() => db.migrate('0.0.1'), () => db.pendingMigrations()]) {
      const error: unknown = await tenta().catch((e: unknown) => e);
      expect(error).toBeInstanceOf(NewerDatabaseError);
      expect((error as NewerDatabaseError).message).toMatch(
        /DelFuturo1999999999000.*serve Allinea 9\.9\.9 o successivo/,
      );
    }
    await db.transaction((tx) => tx.execute("DELETE FROM migrazioni WHERE name LIKE 'DelFuturo%'"));
    expect(await db.pendingMigrations()).toEqual([]);
  });
});
