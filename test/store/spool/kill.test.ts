/** Law: acknowledged is stored, with the spool in. Killed anywhere, full anywhere: what it acknowledged is there, whole. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bancoSpool, InboxFinta } from './banco.js';

const b = bancoSpool();
const outDir = fileURLToPath(new URL(`../../../node_modules/.allinea-spool-${process.pid}`, import.meta.url));
const program = `${outDir}/scrivi.mjs`;

beforeAll(async () => {
  const entry = fileURLToPath(new URL('./scrivi-senza-fine.ts', import.meta.url));
  await build({
    configFile: false,
    logLevel: 'error',
    build: { ssr: entry, outDir, target: 'node20', rollupOptions: { output: { entryFileNames: 'scrivi.mjs' } } },
  });
});
afterAll(() => rmSync(outDir, { recursive: true, force: true }));

interface Writing {
  readonly prefix: string;
  readonly bytes: number;
  /** Lines to read before it is killed. */
  readonly lines: number;
  /** Blocks of 1 kB that a file may have. */
  readonly fileLimit?: number;
}

/** Lets a process write, kills it after so many lines; what it acknowledged and what it refused. */
async function untilKilled({ prefix, bytes, lines, fileLimit }: Writing) {
  const limit = fileLimit === undefined ? '' : `ulimit -f ${fileLimit}; `;
  const command = `${limit}exec "$0" "$@"`;
  const args = ['-c', command, process.execPath, program, b.dir, prefix, String(bytes), '6'];
  const child = spawn('bash', args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const said: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    said.push(line);
    if (said.length === lines) child.kill('SIGKILL');
  }
  // Its output closes a moment before it is gone, and the file of a process that is alive is left to it.
  await ended;
  return { acknowledged: said.filter((l) => !l.startsWith('no ')), refused: said.filter((l) => l.startsWith('no ')) };
}

async function drained(): Promise<InboxFinta> {
  const inbox = new InboxFinta();
  const fatto = await b.spool().svuota((n) => inbox.salva(n));
  expect(fatto).toMatchObject({ accantonate: 0, illeggibili: 0 });
  expect(fatto.consegnate).toBe(inbox.arrivate.length);
  for (const n of inbox.arrivate) {
    const whole = Buffer.alloc(n.contenuto.byteLength, n.idOperazioneANPR);
    expect(Buffer.compare(n.contenuto, whole)).toBe(0);
  }
  return inbox;
}

it('has every acknowledged notification, whole and once, after SIGKILL at any moment', async () => {
  const acknowledged: string[] = [];
  for (const [i, lines] of [1, 2, 7, 40, 150, 400].entries()) {
    const writing = { prefix: `k${i}`, bytes: i % 2 === 0 ? 3_000 : 200_000, lines };
    acknowledged.push(...(await untilKilled(writing)).acknowledged);
  }
  expect(acknowledged.length).toBeGreaterThanOrEqual(600);
  const ids = new Set((await drained()).ids);
  expect(acknowledged.filter((id) => !ids.has(id))).toEqual([]);
});

it('acknowledges nothing that the disk did not take, and goes on when there is room again', async () => {
  // Six contents of 100 kB fill a file of 256 kB in the first or second batch; alone, each of them fits.
  const { acknowledged, refused } = await untilKilled({ prefix: 'pieno', bytes: 100_000, lines: 200, fileLimit: 256 });
  expect(refused.length).toBeGreaterThan(0);
  expect(acknowledged.length).toBeGreaterThan(0);
  const ids = new Set((await drained()).ids);
  expect(acknowledged.filter((id) => !ids.has(id))).toEqual([]);
});
