/**
 * The short month of chaos, as `npm run chaos -- --breve` lives it, on every engine of this machine: real daemons, real faults.
 * What it checks is its ledger: zeros only. docs/caos.md tells what is in it.
 */
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const outDir = join(root, 'node_modules', `.allinea-chaos-${process.pid}`);

beforeAll(() => {
  const tsc = join(root, 'node_modules', '.bin', 'tsc');
  const options = ['--outDir', outDir, '--noCheck', '--sourceMap', 'false'];
  execFileSync(tsc, ['-p', 'tsconfig.chaos.json', ...options], { cwd: root });
  cpSync(join(root, 'src/anpr/wsdl'), join(outDir, 'src/anpr/wsdl'), { recursive: true });
});
afterAll(() => rmSync(outDir, { recursive: true, force: true }));

function chaos(...argomenti: string[]): Promise<{ code: number | null; out: string }> {
  return new Promise((resolve, reject) => {
    const figlio = spawn(process.execPath, [join(outDir, 'chaos', 'main.js'), ...argomenti], { cwd: root });
    let out = '';
    for (const s of [figlio.stdout, figlio.stderr]) s.on('data', (d: Buffer) => (out += d.toString()));
    figlio.once('error', reject);
    figlio.once('exit', (code) => resolve({ code, out }));
  });
}

it('a short month of kills, absences and silences loses nothing, does nothing twice and ends in the truth', {
  timeout: 240_000,
}, async () => {
  const motore = inject('mariadb') === null ? 'sqlite' : 'tutti';
  const { code, out } = await chaos('--breve', '--motore', motore);
  expect(code, out).toBe(0);
  expect(out).toContain('all zeros');
  expect(out).not.toContain('NOT ZERO');
});

it('what it does not understand is refused before anything starts', async () => {
  for (const argomento of [['--motore', 'oracle'], ['--abitanti', 'tanti'], ['--lungo']])
    expect(await chaos(...argomento)).toMatchObject({ code: 2 });
});
