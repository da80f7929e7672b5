/** On disk: the database and what SQLite puts beside it are 0600 whatever the umask. */
import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Database } from '../../src/store/database.js';

let dir = '';
let umask = 0;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'allinea-file-'));
  umask = process.umask(0);
});
afterEach(() => {
  process.umask(umask);
  rmSync(dir, { recursive: true });
});

const mode = (path: string): number => statSync(path).mode & 0o777;

it('the database, its journals and its folder are nobody else’s whatever the umask', async () => {
  const file = join(dir, 'data', 'prova.sqlite');
  const db = await Database.open({ kind: 'sqlite', file });
  await db.migrate();
  expect(['', '-wal', '-shm'].map((end) => mode(`${file}${end}`))).toEqual([0o600, 0o600, 0o600]);
  expect(mode(dirname(file))).toBe(0o700);
  await db.close();
});

it('a database that an earlier release left open to all is closed to others when it is opened', async () => {
  const file = join(dir, 'prova.sqlite');
  writeFileSync(file, '');
  chmodSync(file, 0o666);
  const db = await Database.open({ kind: 'sqlite', file });
  await db.migrate();
  expect(['', '-wal', '-shm'].map((end) => mode(`${file}${end}`))).toEqual([0o600, 0o600, 0o600]);
  await db.close();
});

it('what is no regular file is an error of the database', async () => {
  await expect(Database.open({ kind: 'sqlite', file: dir })).rejects.toThrow();
});
