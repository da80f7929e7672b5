/** What is installed around the program: the unit, the image, the recipes, the releases of Node. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { IN_SERVIZIO } from '../bench/figlio.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

it('the unit writes for the daemon alone and bounds its memory', () => {
  const unit = read('packaging/allinea.service').split('\n');
  for (const line of ['UMask=0077', 'StateDirectoryMode=0700', 'LogsDirectoryMode=0700']) expect(unit).toContain(line);
  const bound = Number(/^MemoryMax=(\d+)M$/m.exec(unit.join('\n'))?.[1]);
  const heap = Number(/--max-old-space-size=(\d+)/.exec(unit.join('\n'))?.[1]);
  const { readerThreads, readerHeapMb } = (
    JSON.parse(read('config/default.json').replace(/^\s*\/\/.*$/gm, '')) as { server: Record<string, number> }
  ).server as { readerThreads: number; readerHeapMb: number };
  // Every heap at its own bound ends in an error of ours, before the system ends the process.
  expect(bound).toBeGreaterThanOrEqual(heap + readerThreads * readerHeapMb);
});

it('unit and image give freed memory back by the settings that the benchmark measures with', () => {
  const { ambiente, opzioni } = IN_SERVIZIO;
  const settings = Object.entries(ambiente).map(([name, value]) => `${name}=${value}`);
  expect(settings).not.toEqual([]);
  for (const file of ['packaging/allinea.service', 'Dockerfile']) {
    for (const setting of [...settings, ...opzioni]) expect(read(file)).toContain(setting);
  }
});

it('the image asks over HTTP whether the daemon lives, without starting Node, and runs as a number that is not root', () => {
  const image = read('Dockerfile');
  const check = /^HEALTHCHECK[^\n]*\\\n(.*)$/m.exec(image)?.[1];
  expect(check).toContain('curl');
  expect(check).not.toMatch(/node|allinea stato/);
  expect(image).toMatch(/^USER [1-9]\d+:[1-9]\d+$/m);
  expect(image.match(/^ARG NODE_IMAGE=node:24\.\d+\.\d+-/m)).not.toBeNull();
});

it('the question of the image reaches the health route as it is written', () => {
  const [, json = '[]'] = /^HEALTHCHECK[^\n]*\\\n\s*CMD (\[.*\])$/m.exec(read('Dockerfile')) ?? [];
  const [shell = '', ...args] = JSON.parse(json) as string[];
  const env = { PATH: process.env.PATH ?? '', ALLINEA_HEALTHCHECK_URL: 'http://127.0.0.1:1/health/live' };
  const run = (): unknown =>
    execFileSync(shell, [...args.slice(0, -1), `curl() { echo "$@"; }; ${args.at(-1)?.replace('exec ', '')}`], { env });
  expect(String(run())).toContain('--fail --silent --insecure --noproxy * --max-time 4');
});

it('a renewed certificate is put in place whole, key and certificate, and of another name is left alone', () => {
  const dir = mkdtempSync(join(tmpdir(), 'allinea-certbot-'));
  const group = execFileSync('id', ['-gn'], { encoding: 'utf8' }).trim();
  const hook = read('packaging/certbot-deploy-hook').replaceAll('-o root', `-o ${userInfo().username}`);
  const run = (domain: string): string =>
    execFileSync('sh', ['-c', hook], {
      encoding: 'utf8',
      env: {
        PATH: process.env.PATH ?? '',
        RENEWED_LINEAGE: dir,
        ALLINEA_DOMAIN: domain,
        ALLINEA_TLS: join(dir, 'tls'),
        ALLINEA_USER: group,
      },
    });
  writeFileSync(join(dir, 'privkey.pem'), 'KEY');
  writeFileSync(join(dir, 'fullchain.pem'), 'CERT');
  run('altro.example.it');
  expect(statSync(join(dir, 'tls'), { throwIfNoEntry: false })).toBeUndefined();
  run('');
  expect(readFileSync(join(dir, 'tls/chiave.pem'), 'utf8')).toBe('KEY');
  expect(readFileSync(join(dir, 'tls/cert.pem'), 'utf8')).toBe('CERT');
  expect(statSync(join(dir, 'tls/chiave.pem')).mode & 0o777).toBe(0o640);
  rmSync(dir, { recursive: true });
});

it('the releases of Node that are supported are the same in every place, and this one is among them', () => {
  const { engines } = JSON.parse(read('package.json')) as { engines: { node: string } };
  expect(engines.node).toBe('>=20.19 <21 || >=22.12 <23 || >=24');
  expect(read('package-lock.json')).toContain(`"node": "${engines.node}"`);
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  expect(major >= 24 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19)).toBe(true);
});
