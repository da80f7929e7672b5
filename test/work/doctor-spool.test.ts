/** The doctor and the spool: can notifications wait on disk when they must? */
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { InfrastructureError } from '../../src/errors.js';
import { Spool } from '../../src/store/spool/spool.js';
import { controllaSpool } from '../../src/work/doctor/spool.js';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'allinea-doctor-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

it('a folder that can be written is fine, and nothing stays of the trial', () => {
  expect(controllaSpool({ enabled: true, dir, maxBytes: 1_048_576 })).toMatchObject({ nome: 'spool', esito: 'ok' });
  expect(readdirSync(dir)).toEqual([]);
  const nuova = join(dir, 'molto', 'nuova');
  expect(controllaSpool({ enabled: true, dir: nuova, maxBytes: 1_048_576 })).toMatchObject({ esito: 'ok' });
  expect(existsSync(join(dir, 'molto'))).toBe(false);
});

it('a folder that cannot be written is an error with its remedy', () => {
  const file = join(dir, 'file');
  writeFileSync(file, '');
  const controllo = controllaSpool({ enabled: true, dir: join(file, 'spool'), maxBytes: 1_048_576 });
  expect(controllo).toMatchObject({ esito: 'errore', rimedio: expect.stringContaining('spool.dir') });
});

it.each(['/proc/x', '/proc/x/y/spool', '/proc/self/spool', '/sys/x', '/dev/null/spool'])(
  'a folder under %s ends in an error, for the doctor and for the daemon',
  async (dove) => {
    expect(controllaSpool({ enabled: true, dir: dove, maxBytes: 1 })).toMatchObject({ esito: 'errore' });
    await expect(new Spool({ dir: dove, maxBytes: 1 }).prepara()).rejects.toThrow(InfrastructureError);
  },
);

it('too little room and a spool switched off are said', () => {
  expect(controllaSpool({ enabled: true, dir, maxBytes: 2 ** 50 })).toMatchObject({ esito: 'attenzione' });
  expect(controllaSpool({ enabled: false, dir, maxBytes: 1_048_576 })).toMatchObject({ esito: 'attenzione' });
});
