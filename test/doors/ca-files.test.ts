import { writeFileSync } from 'node:fs';
import { afterEach, expect, it, vi } from 'vitest';
import { type BundleOsservato, watchBundle } from '../../src/doors/ca-files.js';
import { ConfigError } from '../../src/errors.js';
import { createCa, issue, tempFolder } from '../soap/pki.js';
import { LogDiProva } from './banco.js';

const folder = tempFolder();
const aperti: BundleOsservato[] = [];
afterEach(() => {
  for (const b of aperti.splice(0)) b.close();
});
const vecchia = createCa('CA Vecchia');
const nuova = createCa('CA Nuova');

async function open(file: string, log = new LogDiProva()): Promise<{ b: BundleOsservato; log: LogDiProva }> {
  const b = await watchBundle({ caFiles: [file] }, log, 50);
  aperti.push(b);
  return { b, log };
}

it('G10: a CA added to the file counts without a restart', async () => {
  const file = folder.write('ca.pem', vecchia.cert);
  const { b, log } = await open(file);
  expect(b.bundle().ca.length).toBe(1);
  writeFileSync(file, `${vecchia.cert}\n${nuova.cert}`);
  await vi.waitFor(() => expect(b.bundle().ca.map((c) => c.subject)).toHaveLength(2));
  expect(log.testo).toContain('CA bundle reloaded');
});

it('a file broken while the daemon runs leaves the old bundle in service, and is said once', async () => {
  const file = folder.write('rotto.pem', vecchia.cert);
  const { b, log } = await open(file);
  const prima = b.bundle();
  writeFileSync(file, '');
  await vi.waitFor(() => expect(log.testo).toContain('unusable'));
  writeFileSync(file, vecchia.cert);
  expect(b.bundle()).toBe(prima);
  expect(log.righe.filter((r) => r.livello === 'error').length).toBe(1);
});

it.each([
  ['is not there', (): string => '/nessuno/ca.pem'],
  ['holds no certificate', (): string => folder.write('vuoto.pem', 'ciao')],
  [
    'holds a broken one',
    (): string => folder.write('x.pem', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----'),
  ],
])('does not start when a file %s, and names it', async (_, file) => {
  const f = file();
  await expect(watchBundle({ caFiles: [f] }, new LogDiProva())).rejects.toThrow(ConfigError);
  await expect(watchBundle({ caFiles: [f] }, new LogDiProva())).rejects.toThrow(f);
});

it('tells CAs from leaves: only the first are trusted', async () => {
  const foglia = issue({ cn: 'ANPR di Prova' }, vecchia);
  const { b } = await open(folder.write('misto.pem', `${foglia.cert}\n${vecchia.cert}`));
  expect([b.bundle().ca.length, b.bundle().noti.length]).toEqual([1, 1]);
});
