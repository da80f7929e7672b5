/** Each Node has the SQLite driver that works on it. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { sqliteDriver } from '../../src/store/sqlite-driver.js';

interface Driver {
  new (file: string): { prepare(sql: string): { get(): unknown }; close(): void };
}

it('the driver of this Node answers', () => {
  const db = new (sqliteDriver() as Driver)(':memory:');
  expect(db.prepare('SELECT 1 AS uno').get()).toEqual({ uno: 1 });
  db.close();
});

it('Node 22 and 24 never load the release that aborts on Node 24, and it is only needed by Node 20', () => {
  const { dependencies } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  expect(dependencies['better-sqlite3']).toMatch(/^12\./);
  expect(dependencies['better-sqlite3-napi']).toMatch(/^npm:better-sqlite3@1[3-9]\./);
});
