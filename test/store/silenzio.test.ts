/** A half-open connection: the server is there, and nothing comes back. */
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { InfrastructureError } from '../../src/errors.js';
import { Database } from '../../src/store/database.js';
import { suMariaDb } from './databases.js';

/** A way to the server that can be blocked: bytes are taken and go nowhere, as on a half-open connection. */
async function openWay(target: string) {
  const path = join(mkdtempSync(join(tmpdir(), 'allinea-way-')), 'way.sock');
  let blocked = false;
  const server = createServer((client) => {
    const upstream = connect(target);
    const pass = (to: Socket) => (data: Buffer) => void (blocked || to.write(data));
    client.on('data', pass(upstream)).on('close', () => upstream.destroy());
    upstream.on('data', pass(client)).on('close', () => client.destroy());
    for (const socket of [client, upstream]) socket.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return {
    path,
    block: (value: boolean) => {
      blocked = value;
    },
    close: async () => {
      server.close();
      rmSync(dirname(path), { recursive: true, force: true });
    },
  };
}

suMariaDb((_apri, motore) => {
  it('gives up on a server that went silent, and works again when it answers', async () => {
    const config = motore.config();
    if (config.kind !== 'mysql' || config.socketPath === undefined) throw new Error('the private server has a socket');
    const way = await openWay(config.socketPath);
    const db = await Database.open({ ...config, socketPath: way.path, poolSize: 1 }, { statementTimeoutMs: 200 });
    await db.transaction((tx) => tx.query('SELECT 1'));
    way.block(true);
    await expect(db.transaction((tx) => tx.query('SELECT 1'))).rejects.toBeInstanceOf(InfrastructureError);
    const middle = db.transaction(async (tx) => {
      way.block(true);
      await tx.query('SELECT 1');
    });
    way.block(false);
    await expect(middle).rejects.toBeInstanceOf(InfrastructureError);
    way.block(false);
    expect(await db.transaction((tx) => tx.query('SELECT 1 AS uno'))).toEqual([{ uno: 1 }]);
    await db.close();
    await way.close();
  });
});
