/** The daily job and the one that visits the tickets: every connected ente, and no ente because of another. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Database } from '../../../src/store/database.js';
import { reconcile, visitTickets } from '../../../src/work/jobs/reconcile.js';
import type { JobContext } from '../../../src/work/schedule.js';
import { IMPOSTAZIONI_CONFRONTO } from '../anpr-finta.js';
import { inbox, logDiProva } from '../banco.js';
import { type Scena, scena, simulata } from './banco.js';

let db: Database;
beforeEach(async () => {
  db = await Database.open({ kind: 'sqlite', file: ':memory:' });
  await db.migrate();
});
afterEach(() => db.close());

function contesto(scene: readonly Scena[], altro: Partial<JobContext> = {}): JobContext & { svegliati: string[] } {
  const svegliati: string[] = [];
  return {
    db,
    enti: scene.map((s) => s.ente),
    log: logDiProva(),
    now: () => scene[0]!.orologio.ora,
    keystores: () => [],
    client: (codice) => scene.find((s) => s.ente.codiceIstat === codice)?.client ?? null,
    riconciliazione: { ...scene[0]!.impostazioni, tipi: ['N030'] },
    confronto: IMPOSTAZIONI_CONFRONTO,
    contentsDays: 30,
    ledgerDays: 400,
    tlsFile: null,
    caFiles: [],
    sveglia: (codice) => void svegliati.push(codice),
    svegliati,
    ...altro,
  };
}

it('plans once a day, visits often, wakes the applier, and skips who is not connected', async () => {
  const s = scena(db, { notifiche: [simulata()] });
  const senza = scena(db);
  const c = contesto([s, senza], { client: (codice) => (codice === s.ente.codiceIstat ? s.client : null) });
  expect(await reconcile(c)).toEqual({ enti: 1, notConnected: 1 });
  for (let i = 0; i < 24; i++) {
    s.orologio.avanti(10);
    await visitTickets(c);
  }
  expect(await inbox(db, s.contesto)).toHaveLength(1);
  expect(await senza.finestre()).toEqual([]);
  expect(new Set(c.svegliati)).toEqual(new Set([s.ente.codiceIstat]));
});

it('an ente that fails is logged and stops no other', async () => {
  const [rotto, sano] = [scena(db), scena(db, { notifiche: [simulata()] })];
  rotto.client = { ...rotto.client, elenco: () => Promise.reject(new Error('a bug')) };
  const c = contesto([rotto, sano]);
  await reconcile(c);
  sano.orologio.avanti(90);
  rotto.orologio.avanti(90);
  expect((c.log as ReturnType<typeof logDiProva>).righe.join()).toContain('Reconciliation failed');
  expect((await sano.finestre()).map((f) => f.stato)).toEqual(['CHIESTA']);
});

it('a daemon that stops ends the round after its step', async () => {
  const s = scena(db, { notifiche: [simulata()] });
  const fermo = new AbortController();
  fermo.abort();
  await reconcile(contesto([s], { signal: fermo.signal }));
  expect(s.domande).toEqual([]);
  expect((await s.finestre()).map((f) => f.stato)).toEqual(['DA_CHIEDERE']);
});
