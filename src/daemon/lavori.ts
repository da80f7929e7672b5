/** The periodic jobs and what they work with. */
import type { JobContext } from '../work/schedule.js';
import { type Schedule, startSchedule } from '../work/schedule-avvio.js';
import { guardiaDi } from './guardia.js';
import type { Assembled, DaemonOptions, Floors } from './piani.js';

export function openJobs(o: DaemonOptions, assembled: Assembled, floors: Floors): void {
  const { config, log, now } = o;
  const { db, chiavi, enti, client, letture } = assembled;
  const stopping = new AbortController();
  const inizio = now();
  const running: { schedule?: Schedule } = {};
  const context: JobContext = {
    db,
    enti: config.enti,
    log,
    now,
    keystores: chiavi.keystores,
    apriVoce: letture.voce,
    client,
    riconciliazione: config.riconciliazione,
    confronto: config.confronto,
    signal: stopping.signal,
    contentsDays: config.retention.contentsDays,
    ledgerDays: config.retention.ledgerDays,
    tlsFile: config.server.tls?.certFile ?? null,
    caFiles: config.firma.policy === 'ignored' ? [] : config.firma.caFiles,
    guardia: guardiaDi(o, assembled, () => running.schedule?.sveglioDal() ?? inizio),
    sveglia: enti.sveglia,
  };
  const schedule = startSchedule(context, { times: config.jobs });
  running.schedule = schedule;
  floors.add('schedule', () => {
    stopping.abort();
    return schedule.stop();
  });
}
