/** The periodic jobs and what they work with. */
import type { JobContext } from '../work/schedule.js';
import { startSchedule } from '../work/schedule-avvio.js';
import { guardiaDi } from './guardia.js';
import type { Assembled, DaemonOptions, Floors } from './piani.js';

export function openJobs(o: DaemonOptions, assembled: Assembled, floors: Floors): void {
  const { config, log, now } = o;
  const { db, chiavi, enti, client } = assembled;
  const stopping = new AbortController();
  const context: JobContext = {
    db,
    enti: config.enti,
    log,
    now,
    keystores: chiavi.keystores,
    client,
    riconciliazione: config.riconciliazione,
    confronto: config.confronto,
    signal: stopping.signal,
    contentsDays: config.retention.contentsDays,
    ledgerDays: config.retention.ledgerDays,
    tlsFile: config.server.tls?.certFile ?? null,
    caFiles: config.firma.policy === 'ignored' ? [] : config.firma.caFiles,
    guardia: guardiaDi(o, assembled),
    sveglia: enti.sveglia,
  };
  const schedule = startSchedule(context, { times: config.jobs });
  floors.add('schedule', () => {
    stopping.abort();
    return schedule.stop();
  });
}
