/** Which configuration is read, and where what it names is: never in the folder somebody happens to be in. */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { loadConfig, originOf } from '../../src/config.js';
import { ConfigError } from '../../src/errors.js';

const MINIMA = { enti: [{ codiceIstat: '999001', nome: 'Prova' }], firma: { policy: 'ignored' } };
let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'allinea-dove-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function write(name: string, value: unknown): string {
  const file = join(dir, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(value));
  return file;
}

it('the file is the one of --config, then of ALLINEA_CONFIG, then the installation’s', () => {
  const installation = write('etc/allinea.json', MINIMA);
  const env = { ALLINEA_CONFIG: 'sua.json' };
  expect(originOf({ file: 'x.json', env, cwd: dir, installation })).toEqual({
    file: join(dir, 'x.json'),
    from: 'option',
  });
  expect(originOf({ env, cwd: dir, installation })).toEqual({ file: join(dir, 'sua.json'), from: 'environment' });
  expect(originOf({ env: {}, cwd: dir, installation })).toEqual({ file: installation, from: 'installation' });
  const senza = { env: {}, cwd: dir, installation: join(dir, 'altrove.json') };
  expect(originOf(senza)).toEqual({ file: null, from: 'none' });
});

it('a path that nobody wrote starts from the folder of the configuration, of an installation from /var/lib/allinea', () => {
  const file = write('qui/allinea.json', MINIMA);
  const loaded = loadConfig({ file, env: {}, cwd: dir });
  expect(loaded.database).toEqual({ kind: 'sqlite', file: join(dir, 'qui/data/allinea.sqlite') });
  expect(loaded.spool.dir).toBe(join(dir, 'qui/data/spool'));
  const installed = loadConfig({ env: {}, cwd: dir, installation: file });
  expect(installed.database).toEqual({ kind: 'sqlite', file: '/var/lib/allinea/data/allinea.sqlite' });
});

it('a path of a variable never starts from the folder somebody is in', () => {
  const file = write('qui/allinea.json', MINIMA);
  const env = { ALLINEA_DATABASE_FILE: 'x.sqlite' };
  expect(loadConfig({ file, env, cwd: dir }).database).toEqual({ kind: 'sqlite', file: join(dir, 'qui/x.sqlite') });
});

it('a database left in the folder of the start is named instead of making an empty one', () => {
  const file = write('qui/allinea.json', MINIMA);
  const vecchio = write('data/allinea.sqlite', 0);
  expect(() => loadConfig({ file, env: {}, cwd: dir })).toThrow(ConfigError);
  expect(() => loadConfig({ file, env: {}, cwd: dir })).toThrow(vecchio);
  const detto = write('qui/detto.json', { ...MINIMA, database: { file: vecchio } });
  expect(loadConfig({ file: detto, env: {}, cwd: dir }).database).toEqual({ kind: 'sqlite', file: vecchio });
  write('qui/data/allinea.sqlite', 0);
  expect(loadConfig({ file, env: {}, cwd: dir }).database).toMatchObject({
    file: join(dir, 'qui/data/allinea.sqlite'),
  });
  expect(existsSync(vecchio)).toBe(true);
});
