/** The periodic jobs: from the list, at their times, one at a time, and a failure stops nothing. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config.js';
import type { Log, LogMeta } from '../../src/log.js';
import { creaPki } from '../../src/simulatore/pki.js';
import { openKeystore } from '../../src/soap/keystore.js';
import { Database } from '../../src/store/database.js';
import { leggi } from '../../src/store/inbox.js';
import { createRifiuti } from '../../src/store/rifiuti.js';
import { checkCertificates } from '../../src/work/jobs/certificates.js';
import { reportRejections } from '../../src/work/jobs/rejections.js';
import { removeOld } from '../../src/work/jobs/retention.js';
import { sweepRetries } from '../../src/work/jobs/retry-sweep.js';
import { JOBS, type Job, type JobContext, runJob } from '../../src/work/schedule.js';
import { startSchedule } from '../../src/work/schedule-avvio.js';
import { checkCron } from '../../src/work/schedule-cron.js';
import { banco, ISTAT, metti } from '../cli/banco.js';
import { IMPOSTAZIONI_CONFRONTO } from './anpr-finta.js';
import { IMPOSTAZIONI } from './riconcilia/impostazioni.js';

const ORA = new Date('2026-06-15T09:00:00.000Z');
const b = banco();

function memoria(): Log & { lines: { level: string; message: string; meta: LogMeta }[] } {
  const lines: { level: string; message: string; meta: LogMeta }[] = [];
  const write =
    (level: string) =>
    (message: string, meta: LogMeta = {}) =>
      void lines.push({ level, message, meta });
  return { lines, error: write('error'), warn: write('warn'), info: write('info'), debug: write('debug') };
}

let db: Database;
let log: ReturnType<typeof memoria>;
let svegliati: string[];
beforeEach(async () => {
  db = await Database.open({ kind: 'sqlite', file: ':memory:' });
  await db.migrate();
  log = memoria();
  svegliati = [];
});
afterEach(() => db.close());

const contesto = (altro: Partial<JobContext> = {}): JobContext => ({
  db,
  enti: [{ codiceIstat: ISTAT, nome: 'Prova', codiciStorici: [], keystores: [], keystoreDir: null }],
  log,
  now: () => ORA,
  keystores: () => [],
  client: () => null,
  riconciliazione: IMPOSTAZIONI,
  confronto: IMPOSTAZIONI_CONFRONTO,
  contentsDays: 30,
  ledgerDays: 400,
  tlsFile: null,
  caFiles: [],
  sveglia: (codice) => void svegliati.push(codice),
  ...altro,
});

describe('the list', () => {
  it('every job has a time in the default configuration, every time a job, and node-cron understands them', () => {
    const file = join(b.dir, 'c.json');
    writeFileSync(file, JSON.stringify({ enti: [{ codiceIstat: ISTAT, nome: 'P' }], firma: { policy: 'ignored' } }));
    const { jobs } = loadConfig({ file, env: {} });
    expect(Object.keys(jobs).toSorted()).toEqual(JOBS.map((j) => j.name).toSorted());
    expect(checkCron(jobs)).toEqual([]);
  });

  it('an expression without meaning is a problem with its key, and null is none', () => {
    expect(checkCron({ a: '61 * * * *', b: null, c: '*/5 * * * *' })).toEqual([
      { key: 'jobs.a', value: '"61 * * * *"', remedy: expect.stringContaining('minute') },
    ]);
  });
});

describe('running', () => {
  it('a job that fails is logged and rejects nothing', async () => {
    const job: Job = { name: 'rotto', run: () => Promise.reject(new Error('no')) };
    await runJob(job, contesto());
    expect(log.lines).toMatchObject([{ level: 'error', message: 'Job failed', meta: { job: 'rotto' } }]);
  });

  it('a job runs at its time, never beside itself, and stop waits for it', async () => {
    let inCorso = 0;
    let massimo = 0;
    let rilascia = (): void => {};
    const rilasciato = new Promise<void>((resolve) => {
      rilascia = resolve;
    });
    const run: Job['run'] = async () => {
      inCorso += 1;
      massimo = Math.max(massimo, inCorso);
      await rilasciato;
      inCorso -= 1;
      return {};
    };
    const schedule = startSchedule(contesto(), { times: { lungo: '* * * * * *' }, jobs: [{ name: 'lungo', run }] });
    const saltati = () => log.lines.filter((l) => l.message.startsWith('Job skipped')).length;
    await expect.poll(saltati, { timeout: 10_000 }).toBeGreaterThan(0);
    let fermo = false;
    const stop = schedule.stop().then(() => {
      fermo = true;
    });
    expect([massimo, inCorso, fermo]).toEqual([1, 1, false]);
    rilascia();
    await stop;
    expect(inCorso).toBe(0);
  });

  it('a job without a time never runs', async () => {
    const schedule = startSchedule(contesto(), {
      times: { mai: null },
      jobs: [{ name: 'mai', run: () => Promise.reject() }],
    });
    await schedule.stop();
    expect(log.lines).toEqual([]);
  });
});

describe('the jobs', () => {
  it('the retry sweep frees what rested, leaves what waits for a key, and wakes the applier', async () => {
    const ids = await metti(db, [{ motivo: 'TENTATIVI_ESAURITI' }, { motivo: 'CHIAVE_MANCANTE' }]);
    expect(await sweepRetries(contesto())).toEqual({ retried: 0 });
    const domani = new Date(ORA.getTime() + 7 * 3_600_000);
    expect(await sweepRetries(contesto({ now: () => domani }))).toEqual({ retried: 1 });
    const stati = await db.transaction(async (tx) => [await leggi(tx, ids[0]!), await leggi(tx, ids[1]!)]);
    expect(stati.map((n) => n?.stato)).toEqual(['pending', 'parked']);
    expect(svegliati).toEqual([ISTAT]);
  });

  it('retention takes the contents of old worked notifications and nothing else', async () => {
    const ids = await metti(db, [{}, { motivo: 'CHIAVE_MANCANTE' }]);
    const vecchia = '2026-01-01T00:00:00.000Z';
    await db.transaction((tx) =>
      tx.execute("UPDATE notifiche SET stato = 'applied', lavorata_il = ? WHERE id = ?", [vecchia, ids[0]!]),
    );
    expect(await removeOld(contesto())).toEqual({ removed: 1, windows: 0 });
    const [applicata, parcheggiata] = await db.transaction(async (tx) => [
      await leggi(tx, ids[0]!),
      await leggi(tx, ids[1]!),
    ]);
    expect([applicata?.contenuto.length, (parcheggiata?.contenuto.length ?? 0) > 0]).toEqual([0, true]);
    expect(applicata?.contenutoRimossoIl).toBe(ORA.toISOString());
  });

  it('refusals of the last hour are reported by reason', async () => {
    const rifiuti = createRifiuti(db, { massimo: 100 });
    const rifiuto = {
      motivo: 'SIGNATURE',
      dettaglio: 'x',
      codice: '5',
      codDestinatario: null,
      tipoNotifica: null,
      idOperazioneANPR: null,
      mittente: null,
      byte: 1,
      verificato: false,
    } as const;
    await rifiuti.registra({ ...rifiuto, ricevutoIl: '2026-06-15T08:30:00.000Z' });
    await rifiuti.registra({ ...rifiuto, ricevutoIl: '2026-06-15T06:30:00.000Z' });
    // What names no notification is counted, and written down a moment later.
    await rifiuti.fermo();
    expect(await reportRejections(contesto())).toEqual({ rejected: 1 });
    expect(log.lines).toMatchObject([{ level: 'warn', meta: { motivo: 'SIGNATURE', count: 1 } }]);
  });

  it('certificates are warned of at 30, 7 and 1 days and an old keystore is no news beside a newer one', async () => {
    const YEAR_MS = 365 * 86_400_000;
    const pki = await creaPki({ codiciIstat: [ISTAT], now: new Date(ORA.getTime() - YEAR_MS), anni: 1 });
    const nuova = await creaPki({ codiciIstat: [ISTAT], now: ORA, anni: 3 });
    const keystore = (p: typeof pki) => openKeystore(p.comuni[0]!.p12, p.comuni[0]!.password, p.comuni[0]!.nomeFile);
    const tlsFile = join(b.dir, 'tls.pem');
    writeFileSync(tlsFile, pki.tls.certPem);
    const giorniPrima = (n: number) => () => new Date(ORA.getTime() - n * 86_400_000);
    const avvisi = async (n: number) => {
      log.lines.length = 0;
      await checkCertificates(
        contesto({ tlsFile, now: giorniPrima(n), keystores: () => [keystore(pki), keystore(nuova)] }),
      );
      return log.lines.map((l) => [l.meta.kind, l.meta.limitDays]);
    };
    expect(await avvisi(40)).toEqual([]);
    expect(await avvisi(20)).toEqual([['TLS', 30]]);
    expect(await avvisi(5)).toEqual([['TLS', 7]]);
    expect(await avvisi(0.5)).toEqual([['TLS', 1]]);
    await checkCertificates(contesto({ now: giorniPrima(5), keystores: () => [keystore(pki)] }));
    expect(log.lines.at(-1)?.meta).toMatchObject({ kind: 'KEYSTORE', limitDays: 7 });
  });
});
