/**
 * The periodic jobs, in one readable list, and what they work with; `schedule-avvio.ts` runs them at their times.
 * Invariant: a job that fails is logged and never stops the daemon.
 */
import type { Log, LogMeta } from '../log.js';
import type { Keystore } from '../soap/keystore.js';
import type { Database } from '../store/database.js';
import { TUTTI_GLI_ENTI } from '../store/lavori-corse.js';
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
import type { VoceAperta, VocePresa } from './lettura-lavori.js';
import type { ImpostazioniRiconciliazione } from './riconcilia/contesto.js';

/** What jobs work with. */
export interface JobContext {
  readonly db: Database;
  readonly enti: readonly Ente[];
  readonly log: Log;
  readonly now: () => Date;
  readonly keystores: (codiceIstat: string) => readonly Keystore[];
  /** Opens an item of a pulled list with the keys of an ente; absent: on this thread. */
  readonly apriVoce?: (codiceIstat: string, voce: VocePresa) => Promise<VoceAperta>;
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
  /**
   * Set where it is remembered per ente when it last ran: it is then run with those enti that are due, one after the other or
   * all at once. Absent: once for the installation.
   */
  readonly perEnte?: 'IN_FILA' | 'INSIEME';
  readonly run: (context: JobContext) => Promise<LogMeta>;
}

/** A job of the house, with the name that operators read. */
export interface Lavoro extends Job {
  readonly titolo: string;
}

export const JOBS: readonly Lavoro[] = [
  /** What gave up after too many attempts gets another series of them. */
  { name: 'retrySweep', titolo: 'nuovi tentativi', run: sweepRetries },
  /** Old contents and the oldest part of the ledger go; facts and registers stay. */
  { name: 'retention', titolo: 'pulizia', run: removeOld },
  /** Says in the log that calls were refused and why; the log itself is bounded when it is written. */
  { name: 'rejections', titolo: 'chiamate rifiutate', run: reportRejections },
  /** Warns of certificates that end: 30, 7, 1 days. */
  { name: 'certificates', titolo: 'certificati', run: checkCertificates },
  /** Eighteen-year-olds, decorrenze that were in the future: a new day changes rows without any notification. */
  { name: 'calendar', titolo: 'giorno nuovo', perEnte: 'INSIEME', run: wakeForTheNewDay },
  /** Matches TARI users again with who lives there, and keeps the snapshot of 1 January. */
  { name: 'tari', titolo: 'utenze TARI', perEnte: 'IN_FILA', run: keepTari },
  /** Official sections against the stradario, electors against the vote that is called. */
  { name: 'electors', titolo: 'elettori', perEnte: 'IN_FILA', run: checkElectors },
  /** What is wrong now, and the messages about it that are due. */
  { name: 'alarms', titolo: 'allarmi', run: watchAlarms },
  /** Is ANPR silent for improbably long, with which keys and certificates does it work. */
  { name: 'silence', titolo: 'silenzio di ANPR', run: watchSilence },
  /** Compares some people with ANPR's cards: what nobody was notified of. */
  { name: 'compare', titolo: 'confronto con ANPR', perEnte: 'IN_FILA', run: compareWithAnpr },
  /** Reads the cards that N010, N015 and 5013 leave to be read. */
  { name: 'cards', titolo: 'schede da leggere', perEnte: 'IN_FILA', run: readCards },
  /** Holds inbox, facts, rows and views against each other. */
  { name: 'verify', titolo: 'verifica interna', perEnte: 'IN_FILA', run: verifyInside },
  /** Lists what ANPR produced and brings in what never arrived. */
  { name: 'reconcile', titolo: 'riconciliazione', perEnte: 'INSIEME', run: reconcile },
  /** Visits the tickets of reconciliation that are due. */
  { name: 'reconcileTickets', titolo: 'richieste della riconciliazione', perEnte: 'INSIEME', run: visitTickets },
];

/** A job that fails again and again is an alarm. Without the database that is the alarm. */
async function note({ db, log, now }: JobContext, lavoro: string, riuscito: boolean): Promise<void> {
  try {
    await annotaEsito(db, { lavoro, riuscito, now: now() });
  } catch (error) {
    log.warn('Outcome of a job not recorded', { job: lavoro, error });
  }
}

/** The same figures of several enti become one. */
function sum(all: readonly LogMeta[]): LogMeta {
  const out: Record<string, unknown> = {};
  for (const meta of all)
    for (const [key, value] of Object.entries(meta)) {
      const before = out[key];
      out[key] = typeof value === 'number' && typeof before === 'number' ? before + value : value;
    }
  return out;
}

/** What one run is told of: it is about to begin, it has ended. Never rejects. */
export interface Testimone {
  inizia(codici: readonly string[]): Promise<void>;
  finisce(codici: readonly string[], riuscita: boolean): Promise<void>;
}

const NESSUNO: Testimone = { inizia: async () => undefined, finisce: async () => undefined };

/** What is done in one go: `codici` are noted, `enti` worked for. */
interface Parte {
  readonly codici: readonly string[];
  readonly enti: readonly Ente[];
}

function parti(job: Job, { enti }: JobContext): Parte[] {
  if (job.perEnte === undefined) return [{ codici: [TUTTI_GLI_ENTI], enti }];
  if (job.perEnte === 'IN_FILA') return enti.map((ente) => ({ codici: [ente.codiceIstat], enti: [ente] }));
  return [{ codici: enti.map((e) => e.codiceIstat), enti }];
}

/** Runs a job once and logs how it went; an ente for which it fails holds back no other. Never rejects. */
export async function runJob(job: Job, context: JobContext, testimone = NESSUNO): Promise<void> {
  const { log } = context;
  const fermato = (): boolean => context.signal?.aborted === true;
  const started = performance.now();
  const fatte: LogMeta[] = [];
  let riuscito = true;
  for (const { codici, enti } of parti(job, context)) {
    if (fermato()) return;
    await testimone.inizia(codici);
    let riuscita = true;
    try {
      fatte.push(await job.run({ ...context, enti }));
    } catch (error) {
      log.error('Job failed', { job: job.name, ...(job.perEnte === 'IN_FILA' && { codComune: codici[0] }), error });
      riuscita = false;
    }
    riuscito &&= riuscita;
    // What was broken off by the stop is not done.
    if (!fermato()) await testimone.finisce(codici, riuscita);
  }
  if (riuscito)
    log.info('Job finished', { job: job.name, durationMs: Math.round(performance.now() - started), ...sum(fatte) });
  await note(context, job.name, riuscito);
}
