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

  it('tells the places renamed so far how they were called, and no other home of who lived there', async () => {
    const db = await apri();
    await db.transaction(async (tx) => {
      const casa = (soggetto: string, dal: string, indirizzo: string): Promise<unknown> =>
        tx.execute(
          "INSERT INTO residenze (cod_comune, soggetto, dal, tipo_indirizzo, indirizzo) VALUES ('999002', ?, ?, '1', ?)",
          [soggetto, dal, indirizzo],
        );
      await casa('S:1', '2012-04-01', 'VIA MORO 1');
      await casa('S:1', '2026-04-01', 'VIA VERDI 2');
      await tx.execute(
        `INSERT INTO variazioni (cod_comune, ufficio, oggetto, campo, ambito, tipo, motivo, soggetto, valore_prima,
           valore_dopo, conosciuta_il, stato)
         VALUES ('999002', 'TRIBUTI', 'C:S:1', 'recapito', 'RECAPITO', 'INDIRIZZO', 'STRADA_RINOMINATA', 'S:1',
           'VIA ROMA 1', 'VIA MORO 1', '2026-01-01T00:00:00.000Z', 'STORNATA')`,
      );
      await tx.execute("DELETE FROM migrazioni WHERE name LIKE 'ResidenzeGiaDetto%'");
    });
    await db.migrate();
    const sql = "SELECT indirizzo, gia_detto AS gia FROM residenze WHERE cod_comune = '999002' ORDER BY dal";
    expect(await db.transaction((tx) => tx.query(sql))).toEqual([
      { indirizzo: 'VIA MORO 1', gia: 'VIA ROMA 1' },
      { indirizzo: 'VIA VERDI 2', gia: null },
    ]);
  });

  it('tells kind, version and the time of a commit', async () => {
    const info = await (await apri()).info();
    expect(info.kind).toBe(motore.kind);
    expect(info.version).toMatch(/^\d+\.\d+/);
    expect(info.commitMs).toBeGreaterThan(0);
  });
});
