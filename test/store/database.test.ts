/** Transactions: one after the other on SQLite, run again after a deadlock, translated errors, nothing nested. */
import { expect, it } from 'vitest';
import { InfrastructureError } from '../../src/errors.js';
import { Database, type Tx } from '../../src/store/database.js';
import { createInbox, elenca } from '../../src/store/inbox.js';
import { leggiStatoLavoro, scriviStatoLavoro } from '../../src/store/lavori.js';
import { perOgniDatabase } from './databases.js';
import { notifica } from './notifiche.js';

const now = '2026-03-01T09:00:00.000Z';

function barrier(): { open: () => void; opened: Promise<void> } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

perOgniDatabase((apri, motore) => {
  const suMysql = motore.kind === 'mysql' ? it : () => undefined;
  const suSqlite = motore.kind === 'sqlite' ? it : () => undefined;

  it('undoes everything when the work throws, and throws the same error', async () => {
    const db = await apri();
    const error = new Error('no');
    const failed = db.transaction(async (tx) => {
      await scriviStatoLavoro(tx, 'a', { valore: '1', now });
      throw error;
    });
    await expect(failed).rejects.toBe(error);
    expect(await db.transaction((tx) => leggiStatoLavoro(tx, 'a'))).toBeUndefined();
  });

  it('throws on a nested transaction', async () => {
    const db = await apri();
    await expect(db.transaction(() => db.transaction(async () => 1))).rejects.toThrow('nested transaction');
    expect(await db.transaction(async () => 2)).toBe(2);
  });

  it('throws on a statement that outlives its transaction', async () => {
    const db = await apri();
    const kept: Tx[] = [];
    await db.transaction(async (tx) => {
      kept.push(tx);
    });
    await expect(kept[0]!.query('SELECT 1')).rejects.toThrow('over');
  });

  it('loses no acknowledged notification when a transaction beside it is rolled back', async () => {
    const db = await apri();
    const [started, saved] = [barrier(), barrier()];
    const failed = db.transaction(async (tx) => {
      await scriviStatoLavoro(tx, 'a', { valore: '1', now });
      started.open();
      await Promise.race([saved.opened, new Promise((resolve) => setImmediate(resolve))]);
      throw new Error('rolled back');
    });
    await started.opened;
    const esito = createInbox(db).salva(notifica()).finally(saved.open);
    await expect(failed).rejects.toThrow('rolled back');
    expect(await esito).toBe('nuova');
    expect(await db.transaction((tx) => elenca(tx, { limit: 9 }))).toHaveLength(1);
  });

  it('finishes what is under way before closing, and refuses what comes after', async () => {
    const db = await apri();
    const last = db.transaction((tx) => scriviStatoLavoro(tx, 'ultimo', { valore: 'fatto', now }));
    await db.close();
    await last;
    await expect(db.transaction(async () => 1)).rejects.toThrow('closed');
    const again = await apri();
    expect(await again.transaction((tx) => leggiStatoLavoro(tx, 'ultimo'))).toBe('fatto');
  });

  it('says nothing of the values when the database refuses a statement', async () => {
    const db = await apri();
    const refused = db.transaction(async (tx) => {
      for (let i = 0; i < 2; i++)
        await tx.execute("INSERT INTO stato_lavori (nome, valore, aggiornato_il) VALUES (?, 'SEGRETO', '')", [
          'SEGRETO',
        ]);
    });
    const error: unknown = await refused.catch((e: unknown) => e);
    expect(error).toBeInstanceOf(Error);
    const { inspect } = await import('node:util');
    expect(inspect(error, { depth: 9 })).not.toContain('SEGRETO');
  });

  it('keeps emoji, quotes, backslashes, leading zeros, trailing spaces and case apart', async () => {
    const db = await apri();
    const nomi = ['D\'Àngelo \\ "x" `y` 👩‍👩‍👧 % _ ?', '007', '7', 'a', 'A', 'à', 'a ', ''];
    await db.transaction(async (tx) => {
      for (const nome of nomi) await scriviStatoLavoro(tx, nome, { valore: nome, now });
    });
    await db.transaction(async (tx) => {
      for (const nome of nomi) expect(await leggiStatoLavoro(tx, nome)).toBe(nome);
    });
  });

  suMysql('runs both of two deadlocked transactions to their end', async () => {
    const db = await apri();
    await db.transaction(async (tx) => {
      for (const nome of ['a', 'b']) await scriviStatoLavoro(tx, nome, { valore: '', now });
    });
    const [first, second] = [barrier(), barrier()];
    let runs = 0;
    const add = (order: [string, string], mine: () => void, other: Promise<void>) =>
      db.transaction(async (tx) => {
        runs += 1;
        const sql = 'UPDATE stato_lavori SET valore = CONCAT(valore, ?) WHERE nome = ?';
        await tx.execute(sql, ['x', order[0]]);
        mine();
        await other;
        await tx.execute(sql, ['x', order[1]]);
      });
    await Promise.all([add(['a', 'b'], first.open, second.opened), add(['b', 'a'], second.open, first.opened)]);
    expect(runs).toBeGreaterThan(2);
    await db.transaction(async (tx) => expect(await leggiStatoLavoro(tx, 'a')).toBe('xx'));
  });

  suMysql('runs nothing outside the transaction after a deadlock somebody swallowed', async () => {
    const db = await apri();
    const [mine, theirs] = [barrier(), barrier()];
    await db.transaction(async (tx) => {
      for (const nome of ['a', 'b']) await scriviStatoLavoro(tx, nome, { valore: '', now });
    });
    const touch = (tx: Tx, nome: string) =>
      tx.execute('UPDATE stato_lavori SET valore = CONCAT(valore, ?) WHERE nome = ?', ['x', nome]);
    const careless = db.transaction(async (tx) => {
      await touch(tx, 'a');
      mine.open();
      await theirs.opened;
      await touch(tx, 'b').catch(() => undefined);
    });
    const careful = db.transaction(async (tx) => {
      // InnoDB undoes the one that has written less.
      for (let i = 0; i < 20; i++) await scriviStatoLavoro(tx, `peso ${i}`, { valore: '', now });
      await touch(tx, 'b');
      theirs.open();
      await mine.opened;
      await touch(tx, 'a');
    });
    await Promise.all([careless, careful]);
    const totale = await db.transaction((tx) =>
      tx.query<{ valore: string }>("SELECT valore FROM stato_lavori WHERE nome IN ('a','b')"),
    );
    expect(totale.map((r) => r.valore)).toEqual(['xx', 'xx']);
  });

  suMysql('calls a killed connection an outage, and works again on a new one', async () => {
    const [db, killer] = [await apri(), await apri()];
    const failed = db.transaction(async (tx) => {
      const [row] = await tx.query<{ id: number }>('SELECT CONNECTION_ID() AS id');
      await killer.transaction((other) => other.execute(`KILL ${Number(row?.id)}`));
      await tx.query('SELECT 1');
    });
    await expect(failed).rejects.toBeInstanceOf(InfrastructureError);
    expect(await db.transaction((tx) => tx.query('SELECT 1 AS uno'))).toEqual([{ uno: 1 }]);
  });

  suMysql('reads committed rows only, in strict mode, whatever the server says', async () => {
    const db = await apri();
    const [row] = await db.transaction((tx) =>
      tx.query('SELECT @@SESSION.tx_isolation AS isolation, @@SESSION.sql_mode AS mode, @@collation_database AS c'),
    );
    expect(row).toMatchObject({ isolation: 'READ-COMMITTED', c: 'utf8mb4_nopad_bin' });
    expect(String(row?.mode)).toContain('STRICT_ALL_TABLES');
  });

  it('lets sockets and timers have their turn while a backlog is worked', async () => {
    const db = await apri();
    let turns = 0;
    const timer = setInterval(() => {
      turns += 1;
    }, 1);
    const start = performance.now();
    while (performance.now() - start < 300)
      await db.transaction(async (tx) => {
        for (let i = 0; i < 20; i++) await scriviStatoLavoro(tx, 'a', { valore: String(i), now });
      });
    clearInterval(timer);
    expect(turns).toBeGreaterThan(5);
  });

  suSqlite('waits while another process writes, without losing its turn', async () => {
    const [db, other] = [await apri(), await apri()];
    const inside = barrier();
    const first = other.transaction(async (tx) => {
      await scriviStatoLavoro(tx, 'a', { valore: 'other', now });
      inside.open();
      await new Promise((resolve) => setTimeout(resolve, 60));
    });
    await inside.opened;
    await db.transaction((tx) => scriviStatoLavoro(tx, 'a', { valore: 'db', now }));
    await first;
    expect(await other.transaction((tx) => leggiStatoLavoro(tx, 'a'))).toBe('db');
  });

  suSqlite('calls a full disk an outage, keeps what was there, and works when there is room', async () => {
    const db = await apri();
    const inbox = createInbox(db);
    await db.transaction((tx) => tx.query('PRAGMA max_page_count = 120'));
    const grande = notifica({ idOperazioneANPR: '1', contenuto: Buffer.alloc(2_000_000) });
    await expect(inbox.salva(grande)).rejects.toBeInstanceOf(InfrastructureError);
    await db.transaction((tx) => tx.query('PRAGMA max_page_count = 1000000'));
    expect(await inbox.salva(grande)).toBe('nuova');
  });
});

it('calls an unreachable server an outage', async () => {
  const config = { kind: 'mysql', host: '127.0.0.1', port: 1, user: 'x', password: 'x', database: 'x' } as const;
  await expect(Database.open(config)).rejects.toBeInstanceOf(InfrastructureError);
});

it('calls a file that cannot be opened an outage', async () => {
  await expect(Database.open({ kind: 'sqlite', file: '/dev/null/a.db' })).rejects.toBeInstanceOf(InfrastructureError);
});
