/** Law: all or nothing, also under SIGKILL. Killed between any two statements and started again, nothing is half there. */
import { type ChildProcess, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Contesto } from '../../src/registri/stato.js';
import type { Database } from '../../src/store/database.js';
import type { NotificaRicevuta } from '../../src/store/notifica.js';
import { type Motore, perOgniDatabase } from '../store/databases.js';
import { applicaInbox, conta, inbox, notificaDi, nuovoEnte, righe, righeAttese, salva, tutto } from '../work/banco.js';
import { immigrati, n01, nris, residente } from '../work/persone.js';
import type { Ordini } from './applica-finche-muore.js';

const outDir = fileURLToPath(new URL(`../../node_modules/.allinea-muore-${process.pid}`, import.meta.url));

beforeAll(async () => {
  const entry = fileURLToPath(new URL('./applica-finche-muore.ts', import.meta.url));
  await build({
    configFile: false,
    logLevel: 'error',
    build: { ssr: entry, outDir, target: 'node20', rollupOptions: { output: { entryFileNames: 'muore.mjs' } } },
  });
});
afterAll(() => rmSync(outDir, { recursive: true, force: true }));

/** Processes started ahead of their orders, because starting one takes longer than its work. */
function squadra() {
  const nato = (): ChildProcess =>
    spawn(process.execPath, [`${outDir}/muore.mjs`], { stdio: ['pipe', 'ignore', 'inherit'] });
  const pronti = [nato(), nato()];
  return {
    /** Gives the orders to the next process and waits for its end. */
    async esegui(ordini: Ordini, uccidiDopoMs?: number): Promise<'finito' | 'ucciso'> {
      const figlio = pronti.shift()!;
      pronti.push(nato());
      const fine = new Promise<number | null>((resolve) => figlio.once('exit', resolve));
      figlio.stdin!.on('error', () => undefined);
      figlio.stdin!.end(`${JSON.stringify(ordini)}\n`);
      const timer = uccidiDopoMs === undefined ? undefined : setTimeout(() => figlio.kill('SIGKILL'), uccidiDopoMs);
      const codice = await fine;
      clearTimeout(timer);
      if (codice !== 0 && codice !== null) throw new Error(`the process ended with ${codice}`);
      return codice === 0 ? 'finito' : 'ucciso';
    },
    congeda: () => {
      for (const figlio of pronti) figlio.kill('SIGKILL');
    },
  };
}

const coppia = { famiglia: '500001', civico: 1 };
const storia = (ente: Contesto): NotificaRicevuta[] => [
  notificaDi(ente, '1', immigrati(1, [residente(1, coppia), residente(2, { ...coppia, legame: '2' })])),
  notificaDi(ente, '2', nris('5008', 2, [{ ...residente(1, coppia), generalita: { cognome: 'ALTRO', nome: 'NOME' } }])),
  notificaDi(ente, '3', n01('N010', 3, residente(2, coppia), '2026-05-01')),
  notificaDi(ente, '4', n01('N015', 4, residente(2, coppia), '2026-05-02')),
  notificaDi(ente, '5', immigrati(5, [residente(3)])),
];

/**
 * Everything but the numbers that the database gives: what two enti with the same history have in common. Anomalies that are
 * over are not: one that opens and closes within a batch is never written, and who dies while opening is applied in smaller ones.
 */
async function inComune(db: Database, ente: Contesto): Promise<unknown> {
  const t = JSON.stringify(await tutto(db, ente)).replaceAll(ente.codComune, 'X');
  const {
    notifiche: _,
    applicazioni,
    fatti,
    fatti_chiavi: __,
    anomalie,
    ...resto
  } = JSON.parse(t) as Record<string, unknown[]>;
  const aperte = anomalie?.filter((a) => !String(a).includes('"aperta":null'));
  const senzaId = JSON.stringify({ ...resto, aperte }).replace(/\\"(notifica_id|chiusa_il)\\":[^,}]+/g, '');
  return { senzaId, applicazioni: applicazioni?.length, fatti: fatti?.length };
}

perOgniDatabase((apri, motore) => {
  it('all or nothing: killed before every statement and started again, it ends in the same rows', async () => {
    const db = await apri();
    const [ente, gemello] = [nuovoEnte(), nuovoEnte()];
    await salva(db, [...storia(ente), ...storia(gemello)]);
    await applicaInbox(db, gemello, [3]);
    // The statements are the same on both engines: what one leaves out the other kills at, and a run stays short.
    const [inizio, passo] = motore.kind === 'sqlite' ? [1, 2] : [2, 4];
    await finoInFondo(motore, ente, async (squadra, ordini) => {
      for (let k = inizio; ; k += passo) {
        const esito = await squadra.esegui(ordini(k, k));
        await coerente(db, ente);
        if (esito === 'finito') return;
      }
    });
    expect(await inComune(db, ente)).toEqual(await inComune(db, gemello));
    expect((await inbox(db, ente)).map((n) => [n.stato, n.tentativi])).toEqual(storia(ente).map(() => ['applied', 1]));
  }, 180_000);

  it('all or nothing: killed from outside at any moment, it ends in the same rows', async () => {
    const db = await apri();
    const ente = nuovoEnte();
    const notifiche = Array.from({ length: 40 }, (_, i) =>
      notificaDi(ente, `${i}`, immigrati(i + 1, [residente(i + 1)])),
    );
    await salva(db, notifiche);
    await finoInFondo(motore, ente, async (squadra, ordini) => {
      for (let volta = 1; ; volta++) {
        const esito = await squadra.esegui(ordini(volta, null), volta < 8 ? 20 + 15 * volta : undefined);
        await coerente(db, ente);
        if (esito === 'finito') return;
      }
    });
    expect(await righe(db, ente)).toEqual(righeAttese(ente, notifiche));
    expect(await conta(db, 'applicazioni', ente)).toBe(40);
  }, 120_000);
});

type Lavoro = (
  s: ReturnType<typeof squadra>,
  ordini: (volta: number, muoreAl: number | null) => Ordini,
) => Promise<void>;

async function finoInFondo(motore: Motore, ente: Contesto, lavoro: Lavoro): Promise<void> {
  const figli = squadra();
  const base = { config: motore.config(), codComune: ente.codComune, codici: [...ente.codici], oggi: ente.oggi };
  const alle = (volta: number) => new Date(Date.UTC(2026, 5, 15, 9, volta)).toISOString();
  try {
    await lavoro(figli, (volta, muoreAl) => ({ ...base, muoreAl, now: alle(volta) }));
  } finally {
    figli.congeda();
  }
}

/** The rows are exactly those of the notifications marked applied; every acknowledged one is there. */
async function coerente(db: Database, ente: Contesto): Promise<void> {
  const stati = await inbox(db, ente);
  const applicate = stati.filter((n) => n.stato === 'applied').length;
  expect(stati.filter((n) => n.stato === 'pending')).toHaveLength(stati.length - applicate);
  expect(await conta(db, 'applicazioni', ente)).toBe(applicate);
  const vive = (await righe(db, ente)).anagrafe ?? {};
  expect(Object.keys(vive).length > 0).toBe(applicate > 0);
}
