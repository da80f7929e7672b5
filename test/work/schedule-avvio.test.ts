/** What the schedule remembers: a job that was missed runs as soon as the process is awake, per ente where it is per ente. */
import { afterEach, expect, it } from 'vitest';
import type { Database } from '../../src/store/database.js';
import { annotaFine, annotaInizio, annotaNote, leggiCorse } from '../../src/store/lavori-corse.js';
import type { Job, JobContext } from '../../src/work/schedule.js';
import { type Schedule, startSchedule } from '../../src/work/schedule-avvio.js';
import { MAX_INTERROTTE } from '../../src/work/schedule-turni.js';
import { perOgniDatabase } from '../store/databases.js';
import { ente } from './arrivi.js';
import { logDiProva } from './banco.js';

/** Every day at 3:30 in Italy. */
const times = { prova: '30 3 * * *' };
const aperti: Schedule[] = [];
afterEach(async () => {
  for (const s of aperti.splice(0)) await s.stop();
});

/** A schedule of one job that says for whom it ran; its clock is the test's. */
function banco(
  db: Database,
  inizio: string,
  { perEnte, enti = ['999001', '999002'] }: Partial<Job> & { enti?: string[] } = {},
) {
  const corse: string[] = [];
  const log = logDiProva();
  let now = new Date(inizio);
  let rotto = '';
  const run: Job['run'] = async (c) => {
    corse.push(c.enti.map((e) => e.codiceIstat).join('+'));
    if (c.enti.some((e) => e.codiceIstat === rotto)) throw new Error('broken');
    return {};
  };
  const context = { db, log, enti: enti.map((e) => ente(e)), now: () => now } as unknown as JobContext;
  const jobs: Job[] = [{ name: 'prova', run, ...(perEnte !== undefined && { perEnte }) }];
  const avvia = (): Schedule => {
    const s = startSchedule(context, { times, jobs });
    aperti.push(s);
    return s;
  };
  return {
    corse,
    log,
    avvia,
    alle: (t: string) => {
      now = new Date(t);
    },
    rompi: (codice: string) => {
      rotto = codice;
    },
  };
}

const finite = async (db: Database): Promise<(string | null)[]> =>
  (await db.transaction(leggiCorse)).map((c) => c.finitaIl);
const prova = (codici: string[] = ['']) => ({ lavoro: 'prova', codici });

perOgniDatabase((apri) => {
  it('a job that is new waits for its time, and that it is there is remembered', async () => {
    const db = await apri();
    const b = banco(db, '2026-06-15T09:00:00.000Z');
    b.avvia();
    await expect.poll(() => finite(db)).toEqual([null]);
    b.alle('2026-06-16T01:30:00.000Z');
    await expect.poll(() => b.corse, { timeout: 10_000 }).toEqual(['999001+999002']);
    await expect.poll(() => finite(db)).toEqual(['2026-06-16T01:30:00.000Z']);
  });

  it('a daemon that was off over the instant runs the job when it starts, once', async () => {
    const db = await apri();
    await db.transaction((tx) => annotaNote(tx, [prova()], '2026-06-10T09:00:00.000Z'));
    const b = banco(db, '2026-06-15T09:00:00.000Z');
    b.avvia();
    await expect.poll(() => finite(db), { timeout: 10_000 }).toEqual(['2026-06-15T09:00:00.000Z']);
    expect(b.log.righe.join()).toContain('Job was missed, runs now');
    await aperti.pop()?.stop();
    const dopo = banco(db, '2026-06-15T09:10:00.000Z');
    const s = dopo.avvia();
    await expect.poll(() => s.sveglioDal().toISOString()).toBe('2026-06-15T09:10:00.000Z');
    dopo.alle('2026-06-16T01:30:05.000Z');
    await expect.poll(() => dopo.corse, { timeout: 10_000 }).toHaveLength(1);
  });

  it('per ente: the one that failed or was added later is run alone, the others are not run again', async () => {
    const db = await apri();
    await db.transaction(async (tx) => {
      await annotaNote(tx, [prova(['999001', '999002'])], '2026-06-10T09:00:00.000Z');
      await annotaFine(tx, prova(['999001']), { now: '2026-06-15T02:00:00.000Z', riuscita: true });
    });
    const b = banco(db, '2026-06-15T09:00:00.000Z', { perEnte: 'IN_FILA', enti: ['999001', '999002', '999003'] });
    b.rompi('999002');
    b.avvia();
    await expect.poll(() => b.corse, { timeout: 10_000 }).toEqual(['999002']);
    b.alle('2026-06-16T01:30:01.000Z');
    await expect.poll(() => b.corse, { timeout: 10_000 }).toEqual(['999002', '999001', '999002', '999003']);
    await expect
      .poll(async () => (await db.transaction(leggiCorse)).map((c) => c.riuscitaIl))
      .toEqual(['2026-06-16T01:30:01.000Z', null, '2026-06-16T01:30:01.000Z']);
  });

  it('a run that its process did not survive is repeated at the next start, but not for ever', async () => {
    const db = await apri();
    const inizio = '2026-06-15T01:30:00.000Z';
    await db.transaction((tx) => annotaNote(tx, [prova()], '2026-06-14T09:00:00.000Z'));
    await db.transaction((tx) => annotaInizio(tx, prova(), inizio));
    const b = banco(db, '2026-06-15T09:00:00.000Z');
    b.avvia();
    await expect.poll(() => b.corse, { timeout: 10_000 }).toHaveLength(1);
    await aperti.pop()?.stop();
    for (let i = 0; i < MAX_INTERROTTE; i++) await db.transaction((tx) => annotaInizio(tx, prova(), inizio));
    const dopo = banco(db, '2026-06-15T10:00:00.000Z');
    dopo.avvia();
    dopo.alle('2026-06-16T01:30:00.000Z');
    await expect.poll(() => dopo.corse, { timeout: 10_000 }).toHaveLength(1);
    expect(dopo.log.righe.join()).not.toContain('Job was missed');
  });

  it('a process that sees the clock jump runs what it slept over, and knows since when it is awake', async () => {
    const db = await apri();
    const b = banco(db, '2026-06-15T09:00:00.000Z');
    const s = b.avvia();
    await expect.poll(() => finite(db)).toEqual([null]);
    b.alle('2026-06-16T08:00:00.000Z');
    await expect.poll(() => b.corse, { timeout: 10_000 }).toHaveLength(1);
    expect(s.sveglioDal().toISOString()).toBe('2026-06-16T08:00:00.000Z');
  });

  it('without the database jobs run all the same', async () => {
    const db = await apri();
    await db.close();
    const b = banco(db, '2026-06-15T01:29:59.000Z');
    b.avvia();
    await expect.poll(() => b.log.righe.join(), { timeout: 10_000 }).toContain('Last runs of the jobs not read');
    b.alle('2026-06-15T01:30:01.000Z');
    await expect.poll(() => b.corse, { timeout: 10_000 }).toHaveLength(1);
  });
});
