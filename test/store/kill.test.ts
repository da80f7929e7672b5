/** Law: acknowledged is stored. Kill the process anywhere: what it acknowledged is there, whole. */
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DatabaseConfig } from '../../src/store/database.js';
import { perOgniDatabase } from './databases.js';

const outDir = fileURLToPath(new URL(`../../node_modules/.allinea-kill-${process.pid}`, import.meta.url));
const program = `${outDir}/salva.mjs`;

beforeAll(async () => {
  const entry = fileURLToPath(new URL('./salva-senza-fine.ts', import.meta.url));
  await build({
    configFile: false,
    logLevel: 'error',
    build: { ssr: entry, outDir, target: 'node20', rollupOptions: { output: { entryFileNames: 'salva.mjs' } } },
  });
});
afterAll(() => rmSync(outDir, { recursive: true, force: true }));

/** Runs the process, kills it after so many acknowledgements, returns every id it acknowledged. */
async function untilKilled(config: DatabaseConfig, prefix: string, after: number): Promise<string[]> {
  const child = spawn(process.execPath, [program, JSON.stringify(config), prefix], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const acknowledged: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    acknowledged.push(line);
    if (acknowledged.length === after) child.kill('SIGKILL');
  }
  return acknowledged;
}

perOgniDatabase((apri, motore) => {
  it('has every acknowledged notification, whole, after SIGKILL', async () => {
    const acknowledged: string[] = [];
    for (const after of [1, 50, 333]) acknowledged.push(...(await untilKilled(motore.config(), `k${after}`, after)));
    expect(acknowledged.length).toBeGreaterThanOrEqual(384);
    const db = await apri();
    const righe = await db.transaction((tx) =>
      tx.query<{ id: string; byte: number; contenuto: Buffer | null }>(
        `SELECT n.id_operazione_anpr AS id, n.byte AS byte, c.byte AS contenuto
         FROM notifiche n LEFT JOIN contenuti c ON c.notifica_id = n.id`,
      ),
    );
    const byId = new Map(righe.map((r) => [r.id, r]));
    for (const id of acknowledged) expect(byId.get(id)?.contenuto?.toString()).toBe(id.repeat(200));
    for (const riga of righe) expect(riga.contenuto?.length).toBe(riga.byte);
  });
});
