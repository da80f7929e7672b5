/** B7, law 5: a content that ends the process at every start is found out, parked, and holds back no other. */
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { riprova } from '../../src/store/inbox.js';
import { perOgniDatabase } from '../store/databases.js';
import { ADESSO, faiLoop, inbox, notificaDi, nuovoEnte, righe, righeAttese, salva } from '../work/banco.js';
import { immigrati, residente } from '../work/persone.js';
import type { Ordini } from './apre-finche-muore.js';

const outDir = fileURLToPath(new URL(`../../node_modules/.allinea-apre-${process.pid}`, import.meta.url));

beforeAll(async () => {
  const entry = fileURLToPath(new URL('./apre-finche-muore.ts', import.meta.url));
  await build({
    configFile: false,
    logLevel: 'error',
    build: { ssr: entry, outDir, target: 'node20', rollupOptions: { output: { entryFileNames: 'apre.mjs' } } },
  });
});
afterAll(() => rmSync(outDir, { recursive: true, force: true }));

/** Starts a process and waits for its end. */
function avvia(ordini: Ordini): Promise<'finito' | 'ucciso'> {
  const figlio = spawn(process.execPath, [`${outDir}/apre.mjs`], { stdio: ['pipe', 'ignore', 'inherit'] });
  figlio.stdin.on('error', () => undefined);
  figlio.stdin.end(`${JSON.stringify(ordini)}\n`);
  return new Promise((resolve, reject) => {
    figlio.once('exit', (codice, segnale) => {
      if (codice === 0) resolve('finito');
      else if (segnale === 'SIGKILL') resolve('ucciso');
      else reject(new Error(`the process ended with ${codice}`));
    });
  });
}

perOgniDatabase((apri, motore) => {
  it('what did not finish three times is parked as CONTENUTO_PERICOLOSO, the others are applied, and it can be retried', async () => {
    const db = await apri();
    const ente = nuovoEnte();
    const notifiche = Array.from({ length: 6 }, (_, i) =>
      notificaDi(ente, `${i + 1}`, immigrati(i + 1, [residente(i + 1)])),
    );
    await salva(db, notifiche);
    const base = { config: motore.config(), codComune: ente.codComune, codici: [...ente.codici], oggi: ente.oggi };
    const alle = (volta: number): string => new Date(Date.UTC(2026, 5, 15, 9, volta)).toISOString();
    const fine: string[] = [];
    for (let volta = 1; volta <= 4; volta++) fine.push(await avvia({ ...base, letale: '4', now: alle(volta) }));
    expect(fine).toEqual(['ucciso', 'ucciso', 'ucciso', 'finito']);
    const stati = (await inbox(db, ente)).map((n) => [n.stato, n.motivo]);
    expect(stati).toEqual(notifiche.map((_, i) => (i === 3 ? ['parked', 'CONTENUTO_PERICOLOSO'] : ['applied', null])));
    expect(await righe(db, ente)).toEqual(righeAttese(ente, notifiche.toSpliced(3, 1)));

    expect(
      await db.transaction((tx) => riprova(tx, { motivo: 'CONTENUTO_PERICOLOSO', codComune: ente.codComune }, ADESSO)),
    ).toBe(1);
    await faiLoop(db, ente, { now: () => new Date(alle(9)) });
    expect((await inbox(db, ente)).map((n) => n.stato)).toEqual(Array(6).fill('applied'));
    expect(await righe(db, ente)).toEqual(righeAttese(ente, notifiche));
  }, 120_000);
});
