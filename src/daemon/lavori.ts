/** The periodic jobs and what they work with. */
import { type JobContext, startSchedule } from '../work/schedule.js';
import type { Assembled, DaemonOptions, Floors } from './piani.js';

export function openJobs(
  { config, log, now }: DaemonOptions,
  { db, chiavi, enti, client }: Assembled,
  floors: Floors,
): void {
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
    tlsFile: config.server.tls?.certFile ?? null,
    caFiles: config.firma.policy === 'ignored' ? [] : config.firma.caFiles,
    sveglia: enti.sveglia,
  };
  const schedule = startSchedule(context, { times: config.jobs });
  floors.add('schedule', () => {
    stopping.abort();
    return schedule.stop();
  });
}
