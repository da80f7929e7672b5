/**
 * The periodic jobs, from one readable list, at the times that the configuration gives (Europe/Rome).
 * Invariant: a job that fails is logged and never stops the daemon, and no job overlaps with itself.
 */
import { schedule, validateDetailed } from 'node-cron';
import type { ConfigProblem } from '../errors.js';
import type { Log, LogMeta } from '../log.js';
import type { Keystore } from '../soap/keystore.js';
import type { Database } from '../store/database.js';
import { annotaEsito } from './allarmi/fallimenti.js';
import type { Guardia } from './allarmi/guardia.js';
import type { ClientDi } from './anpr.js';
import type { ImpostazioniConfronto } from './confronto/impostazioni.js';
import type { Ente } from './enti.js';
import { watchAlarms, watchSilence } from './jobs/alarms.js';
import { wakeForTheNewDay } from './jobs/calendar.js';
import { checkCertificates } from './jobs/certificates.js';
import { compareWithAnpr, readCards } from './jobs/compare.js';
import { checkElectors } from './jobs/electors.js';
import { reconcile, visitTickets } from './jobs/reconcile.js';
import { reportRejections } from './jobs/rejections.js';
import { removeOld } from './jobs/retention.js';
import { sweepRetries } from './jobs/retry-sweep.js';
import { keepTari } from './jobs/tari.js';
import { verifyInside } from './jobs/verify.js';
import type { ImpostazioniRiconciliazione } from './riconcilia/contesto.js';

/** What jobs work with. */
export interface JobContext {
  readonly db: Database;
  readonly enti: readonly Ente[];
  readonly log: Log;
  readonly now: () => Date;
  readonly keystores: (codiceIstat: string) => readonly Keystore[];
  /** ANPR's services of a comune, by any of its codes; null when it is not connected. */
  readonly client: ClientDi;
  readonly riconciliazione: ImpostazioniRiconciliazione;
  readonly confronto: ImpostazioniConfronto;
  /** Aborted when the daemon stops: a long job ends after its step. */
  readonly signal?: AbortSignal;
  /** Days for which the contents of worked notifications are kept. */
  readonly contentsDays: number;
  /** Days for which the ledger of reconciliation keeps what was asked. */
  readonly ledgerDays: number;
  readonly tlsFile: string | null;
  readonly caFiles: readonly string[];
  /** Looks at what is wrong; absent where nobody watches. */
  readonly guardia?: Guardia;
  /** Makes the loop of an ente look at once. */
  readonly sveglia: (codiceIstat: string) => void;
}

export interface Job {
  /** Key of its time in the section `jobs` of the configuration. */
  readonly name: string;
  readonly run: (context: JobContext) => Promise<LogMeta>;
}

export const JOBS: readonly Job[] = [
  /** What gave up after too many attempts gets another series of them. */
  { name: 'retrySweep', run: sweepRetries },
  /** Old contents and the oldest part of the ledger go; facts and registers stay. */
  { name: 'retention', run: removeOld },
  /** Says in the log that calls were refused and why; the log itself is bounded when it is written. */
  { name: 'rejections', run: reportRejections },
  /** Warns of certificates that end: 30, 7, 1 days. */
  { name: 'certificates', run: checkCertificates },
  /** Eighteen-year-olds, decorrenze that were in the future: a new day changes rows without any notification. */
  { name: 'calendar', run: wakeForTheNewDay },
  /** Matches TARI users again with who lives there, and keeps the snapshot of 1 January. */
  { name: 'tari', run: keepTari },
  /** Official sections against the stradario, electors against the vote that is called. */
  { name: 'electors', run: checkElectors },
  /** What is wrong now, and the messages about it that are due. */
  { name: 'alarms', run: watchAlarms },
  /** Is ANPR silent for improbably long, with which keys and certificates does it work. */
  { name: 'silence', run: watchSilence },
  /** Compares some people with ANPR's cards: what nobody was notified of. */
  { name: 'compare', run: compareWithAnpr },
  /** Reads the cards that N010, N015 and 5013 leave to be read. */
  { name: 'cards', run: readCards },
  /** Holds inbox, facts, rows and views against each other. */
  { name: 'verify', run: verifyInside },
  /** Lists what ANPR produced and brings in what never arrived. */
  { name: 'reconcile', run: reconcile },
  /** Visits the tickets of reconciliation that are due. */
  { name: 'reconcileTickets', run: visitTickets },
];

const TIMEZONE = 'Europe/Rome';

/** The expressions that node-cron does not understand. Pure. */
export function checkCron(jobs: Readonly<Record<string, string | null>>): ConfigProblem[] {
  return Object.entries(jobs).flatMap(([name, expression]) => {
    if (expression === null) return [];
    const { valid, errors } = validateDetailed(expression);
    const what = errors.map((e) => e.field).join(', ');
    const remedy = `espressione cron non valida (${what}): per esempio "30 3 * * *" è alle 3:30 di ogni giorno`;
    return valid ? [] : [{ key: `jobs.${name}`, value: JSON.stringify(expression), remedy }];
  });
}

/** A job that fails again and again is an alarm. Without the database that is the alarm. */
async function note({ db, log, now }: JobContext, lavoro: string, riuscito: boolean): Promise<void> {
  try {
    await annotaEsito(db, { lavoro, riuscito, now: now() });
  } catch (error) {
    log.warn('Outcome of a job not recorded', { job: lavoro, error });
  }
}

/** Runs a job once and logs how it went. Never rejects. */
export async function runJob(job: Job, context: JobContext): Promise<void> {
  const { log } = context;
  const started = performance.now();
  try {
    const result = await job.run(context);
    log.info('Job finished', { job: job.name, durationMs: Math.round(performance.now() - started), ...result });
    await note(context, job.name, true);
  } catch (error) {
    log.error('Job failed', { job: job.name, error });
    await note(context, job.name, false);
  }
}

export interface Schedule {
  /** No job starts any more; resolves when those under way have ended. */
  stop(): Promise<void>;
}

export interface ScheduleOptions {
  /** Cron expression per job name; null or absent = never. */
  readonly times: Readonly<Record<string, string | null>>;
  readonly jobs?: readonly Job[];
}

/** Starts the schedule. The expressions must be valid (`checkCron`). */
export function startSchedule(context: JobContext, { times, jobs = JOBS }: ScheduleOptions): Schedule {
  const running = new Map<string, Promise<void>>();
  const fire = async (job: Job): Promise<void> => {
    if (running.has(job.name)) {
      context.log.warn('Job skipped, the run before is not over', { job: job.name });
      return;
    }
    const run = runJob(job, context).finally(() => running.delete(job.name));
    running.set(job.name, run);
    await run;
  };
  const tasks = jobs.flatMap((job) => {
    const time = times[job.name];
    if (time === null || time === undefined) return [];
    return [schedule(time, () => fire(job), { name: job.name, timezone: TIMEZONE, suppressMissedWarning: true })];
  });
  return {
    stop: async () => {
      for (const task of tasks) await task.destroy();
      await Promise.all(running.values());
    },
  };
}
