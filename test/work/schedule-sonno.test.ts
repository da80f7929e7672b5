/** A real process that sleeps over the instant of its daily job (SIGSTOP, as a frozen virtual machine): it runs when it wakes. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';

const outDir = fileURLToPath(new URL(`../../node_modules/.allinea-veglia-${process.pid}`, import.meta.url));
const dir = mkdtempSync(join(tmpdir(), 'allinea-sonno-'));

beforeAll(async () => {
  const entry = fileURLToPath(new URL('./veglia.ts', import.meta.url));
  await build({
    configFile: false,
    logLevel: 'error',
    build: { ssr: entry, outDir, target: 'node20', rollupOptions: { output: { entryFileNames: 'veglia.mjs' } } },
  });
});
afterAll(() => {
  rmSync(outDir, { recursive: true, force: true });
  rmSync(dir, { recursive: true, force: true });
});

const figli: ChildProcess[] = [];
afterEach(() => {
  for (const figlio of figli.splice(0)) figlio.kill('SIGKILL');
});

const MINUTI = new Intl.DateTimeFormat('it-IT', { timeZone: 'Europe/Rome', minute: 'numeric', second: 'numeric' });
const GIORNO = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Rome' });

/** The expression of that instant on its day of the week: of any hour, because one night has an hour twice. */
function orarioDi(d: Date): string {
  const [minuti, secondi] = MINUTI.format(d).split(':').map(Number);
  return `${secondi} ${minuti} * * * ${new Date(GIORNO.format(d)).getUTCDay()}`;
}

function nasce(file: string, orario: string) {
  const figlio = spawn(process.execPath, [join(outDir, 'veglia.mjs'), file, orario]);
  figli.push(figlio);
  let out = '';
  figlio.stdout.on('data', (d: Buffer) => {
    out += d.toString();
  });
  return { figlio, out: () => out, corse: () => out.split('\n').filter((r) => r === 'corsa').length };
}

it('a process stopped over the instant runs the job as soon as it goes on, and only once', async () => {
  const istante = new Date(Date.now() + 15_000);
  const { figlio, out, corse } = nasce(join(dir, 'sonno.sqlite'), orarioDi(istante));
  await expect.poll(out, { timeout: 14_000 }).toContain('pronto');
  figlio.kill('SIGSTOP');
  // Longer than the second that node-cron forgives.
  await expect.poll(() => Date.now(), { timeout: 30_000 }).toBeGreaterThan(istante.getTime() + 3_000);
  expect(corse()).toBe(0);
  figlio.kill('SIGCONT');
  await expect.poll(corse, { timeout: 10_000 }).toBe(1);
});
