/** When a job is due, over a year with both changes of the hour: nothing is lost, nothing comes twice, in any zone. */
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { createTask } from 'node-cron';
import { build } from 'vite';
import { afterAll, describe, expect, it } from 'vitest';
import { dovuto, isFrequente, pausaMs, prossimo } from '../../src/work/orari.js';
import { avvisiCron, leggiOrario } from '../../src/work/schedule-cron.js';

const ORA_MS = 3_600_000;
const GIORNO_MS = 24 * ORA_MS;
const INIZIO = Date.parse('2026-07-01T00:00:00Z');
/** A year with the night of 25 October 2026 and that of 28 March 2027. */
const FINE = INIZIO + 365 * GIORNO_MS;

const ROMA = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Rome', dateStyle: 'short', timeStyle: 'medium' });
const aRoma = (d: Date): string => ROMA.format(d);

function* segni(espressione: string, dal = INIZIO, al = FINE): Generator<Date> {
  const orario = leggiOrario(espressione);
  let d: Date | null = prossimo(orario, new Date(dal));
  while (d !== null && d.getTime() < al) {
    yield d;
    d = prossimo(orario, d);
  }
}

const istanti = (min: number, max: number) => fc.integer({ min, max }).map((ms) => new Date(ms));
const quotidiano = fc.record({ ora: fc.integer({ min: 0, max: 23 }), minuto: fc.integer({ min: 0, max: 59 }) });
const due = (n: number): string => String(n).padStart(2, '0');

describe('a job of every day', () => {
  it('runs once in every day of a year, at its time in Italy, and an hour later where that hour is skipped', () => {
    fc.assert(
      fc.property(quotidiano, ({ ora, minuto }) => {
        const tutti = [...segni(`${minuto} ${ora} * * *`, INIZIO - 1)].map(aRoma);
        const giorni = new Set(tutti.map((t) => t.slice(0, 10)));
        expect([tutti.length, giorni.size]).toEqual([365, 365]);
        const fuoriOra = tutti.filter((t) => t.slice(11, 16) !== `${due(ora)}:${due(minuto)}`);
        expect(fuoriOra).toEqual(ora === 2 ? [`2027-03-28 03:${due(minuto)}:00`] : []);
      }),
      { numRuns: 12 },
    );
  });

  it('is lost by no sleep: whenever the process is awake, what passed since the last run is due, and then no more', () => {
    fc.assert(
      fc.property(quotidiano, istanti(INIZIO, FINE), istanti(INIZIO, FINE), ({ ora, minuto }, a, b) => {
        const orario = leggiOrario(`${minuto} ${ora} * * *`);
        const [ultima, now] = a < b ? [a, b] : [b, a];
        const passati = [...segni(`${minuto} ${ora} * * *`, ultima.getTime(), now.getTime() + 1)];
        expect(dovuto(orario, { ultima, now })).toEqual(passati[0] ?? null);
        expect(dovuto(orario, { ultima: now, now })).toBeNull();
      }),
      { numRuns: 40 },
    );
  });
});

describe('a frequent job', () => {
  it.each([
    ['*/5 * * * *', 5],
    ['*/10 * * * *', 10],
    ['20 * * * *', 60],
  ])('does not depend on the civil clock: %s keeps its pause through both nights', (espressione, minuti) => {
    expect([isFrequente(leggiOrario(espressione)), pausaMs(leggiOrario(espressione))]).toEqual([true, minuti * 60_000]);
    for (const notte of ['2026-10-25T00:00:00Z', '2027-03-28T00:00:00Z']) {
      const dal = Date.parse(notte) - 3 * ORA_MS;
      const tutti = [...segni(espressione, dal, dal + 9 * ORA_MS)].map((d) => d.getTime());
      const pause = new Set(tutti.slice(1).map((t, i) => t - (tutti[i] ?? 0)));
      expect([...pause]).toEqual([minuti * 60_000]);
    }
  });

  it('is not what runs in some hours, on some days, or once a day', () => {
    for (const e of ['*/5 8-18 * * *', '0 * * * 1', '0 * 1 * *', '30 3 * * *'])
      expect(isFrequente(leggiOrario(e))).toBe(false);
  });
});

describe('every expression', () => {
  const campo = (min: number, max: number) =>
    fc.oneof(
      fc.constant('*'),
      fc.integer({ min, max }).map(String),
      fc.uniqueArray(fc.integer({ min, max }), { minLength: 1, maxLength: 3 }).map((a) => a.join(',')),
    );
  const espressione = fc
    .tuple(campo(0, 59), campo(0, 59), campo(0, 23), campo(1, 28), campo(1, 12), campo(0, 6))
    .map((c) => c.join(' '));

  it('means what node-cron means, the nights that change the hour apart', () => {
    fc.assert(
      fc.property(espressione, istanti(INIZIO, FINE), (e, dopo) => {
        const task = createTask(e, () => undefined, { timezone: 'Europe/Rome' });
        const d = prossimo(leggiOrario(e), dopo);
        expect(d).not.toBeNull();
        const notte = d === null || /-(10-25|03-28) 0[123]/.test(aRoma(d));
        if (!notte) expect(task.match(d)).toBe(true);
        void task.destroy();
      }),
      { numRuns: 200 },
    );
  });

  it('never loses an instant in two hours, and its instants only grow', () => {
    const ore = fc.constantFrom('0 */2 * * *', '20 2 * * *', '50 2,3 * * *', '*/15 1-4 * * *', '0 0 29 2 *');
    fc.assert(
      fc.property(ore, istanti(INIZIO, FINE), (e, dopo) => {
        const d = prossimo(leggiOrario(e), dopo);
        expect(d !== null && d > dopo).toBe(true);
      }),
      { numRuns: 100 },
    );
    expect(
      [...segni('20 2 * * *', Date.parse('2026-10-24T12:00:00Z'), Date.parse('2026-10-26T12:00:00Z'))].map(aRoma),
    ).toEqual(['2026-10-25 02:20:00', '2026-10-26 02:20:00']);
  });

  it('between two and three in the night is warned of with the key and the reason', () => {
    expect(avvisiCron({ a: '20 2 * * *', b: '*/5 * * * *', c: null, d: '30 3 * * *', e: 'no' })).toEqual([
      { key: 'jobs.a', value: '"20 2 * * *"', remedy: expect.stringContaining('fra le 2 e le 3 di notte') },
    ]);
  });
});

describe('the zone of the machine', () => {
  const outDir = fileURLToPath(new URL(`../../node_modules/.allinea-orari-${process.pid}`, import.meta.url));
  afterAll(() => rmSync(outDir, { recursive: true, force: true }));

  it('plays no part: UTC, Los Angeles, Auckland and Rome give the same instants', async () => {
    const entry = fileURLToPath(new URL('../../src/work/orari.ts', import.meta.url));
    await build({
      configFile: false,
      logLevel: 'error',
      build: { ssr: entry, outDir, rollupOptions: { output: { entryFileNames: 'orari.mjs' } } },
    });
    const orario = JSON.stringify(leggiOrario('20 2,4 * * *'));
    const conta = `const { prossimo } = await import(${JSON.stringify(join(outDir, 'orari.mjs'))});
      let d = new Date(${INIZIO}); const t = [];
      while (d.getTime() < ${FINE}) t.push((d = prossimo(${orario}, d)).toISOString());
      process.stdout.write(t.join());`;
    const in_ = (TZ: string): string =>
      execFileSync(process.execPath, ['--input-type=module', '-e', conta], { env: { TZ }, encoding: 'utf8' });
    const diversi = new Set(['UTC', 'America/Los_Angeles', 'Pacific/Auckland', 'Europe/Rome'].map(in_));
    expect(diversi.size).toBe(1);
    // The last one is the first beyond the year.
    expect([...diversi][0]?.split(',')).toHaveLength(731);
  });
});
