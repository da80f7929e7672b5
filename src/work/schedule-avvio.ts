/**
 * Runs the periodic jobs at their times, and what was missed as soon as the process is awake: while it slept (a snapshot of the
 * virtual machine, SIGSTOP) or was off, whatever node-cron, which only reads the expressions, would have thought of it.
 * Invariant: no job overlaps with itself; of what was missed at its time of the day one runs after the other.
 */
import { setTimeout as attesa } from 'node:timers/promises';
import { TUTTI_GLI_ENTI } from '../store/lavori-corse.js';
import { JOBS, type Job, type JobContext, runJob } from './schedule.js';
import { leggiOrario, type Orari } from './schedule-cron.js';
import { ricorda, testimone } from './schedule-memoria.js';
import { type Istante, type Turno, turniDi } from './schedule-turni.js';

/** How often the clock is looked at: a process that wakes up is late by no more. */
const SGUARDO_MS = 1_000;
/** A look that comes so late means that the process slept. */
const SONNO_MS = 10_000;
/** What is late by more was missed, and takes its place behind what else was. */
const PUNTUALE_MS = 60_000;
const RILEGGI_MS = 5_000;

export interface Schedule {
  /** No job starts any more; resolves when those under way have ended. */
  stop(): Promise<void>;
  /** Since when this process has been awake without a break. */
  sveglioDal(): Date;
}

export interface ScheduleOptions {
  /** Cron expression per job name; null or absent = never. */
  readonly times: Orari;
  readonly jobs?: readonly Job[];
}

interface Voce {
  readonly job: Job;
  readonly turni: readonly Turno[];
}

class Orologio implements Schedule {
  readonly #voci: readonly Voce[];
  readonly #running = new Map<string, Promise<void>>();
  /** Whose turn it is in the run under way, by job. */
  readonly #inTurno = new Map<string, readonly Turno[]>();
  readonly #inCoda = new Set<string>();
  readonly #fermo = new AbortController();
  #coda = Promise.resolve();
  #letto = false;
  #lettura: Promise<void> | undefined;
  #rileggi = 0;
  #sveglioDal: Date;
  readonly #giro: Promise<void>;

  constructor(
    private readonly context: JobContext,
    { times, jobs = JOBS }: ScheduleOptions,
  ) {
    const ora = this.#ora();
    const codici = context.enti.map((e) => e.codiceIstat);
    this.#sveglioDal = ora.now;
    this.#voci = jobs.flatMap((job) => {
      const time = times[job.name];
      if (time === null || time === undefined) return [];
      return [{ job, turni: turniDi(job, leggiOrario(time), { codici, ora }) }];
    });
    this.#giro = this.#gira();
  }

  sveglioDal(): Date {
    return this.#sveglioDal;
  }

  async stop(): Promise<void> {
    this.#fermo.abort();
    await this.#giro;
    await Promise.all([this.#lettura, this.#coda, ...this.#running.values()]);
  }

  #ora(): Istante {
    return { now: this.context.now(), passati: performance.now() };
  }

  async #gira(): Promise<void> {
    const { signal } = this.#fermo;
    let prima = this.#ora();
    while (!signal.aborted) {
      const ora = this.#ora();
      // While a virtual machine is frozen only the clock on the wall goes on.
      const sonno = Math.max(ora.passati - prima.passati, ora.now.getTime() - prima.now.getTime());
      if (sonno > SONNO_MS) this.#svegliato(ora, sonno);
      prima = ora;
      if (!this.#letto) this.#leggi(ora);
      // What is remembered decides what is due: the first reading is waited for, a database that is away is not.
      if (this.#letto || this.#rileggi > 0) for (const voce of this.#voci) this.#guarda(voce, ora);
      await attesa(SGUARDO_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  #svegliato({ now }: Istante, ms: number): void {
    this.context.log.warn('The process was asleep, what it missed runs now', { durationMs: Math.round(ms) });
    this.#sveglioDal = now;
  }

  #leggi({ passati }: Istante): void {
    if (this.#lettura !== undefined || passati < this.#rileggi) return;
    const quali = this.#voci.map(({ job, turni }) => ({ lavoro: job.name, codici: turni.map((t) => t.codice) }));
    this.#lettura = ricorda(this.context, quali).then((corse) => {
      this.#lettura = undefined;
      this.#rileggi = performance.now() + RILEGGI_MS;
      if (corse === undefined) return;
      this.#letto = true;
      for (const { job, turni } of this.#voci)
        for (const t of turni) {
          const corsa = corse.find((c) => c.lavoro === job.name && c.codComune === t.codice);
          if (corsa !== undefined) t.ricorda(corsa);
        }
    });
  }

  #guarda(voce: Voce, ora: Istante): void {
    const { job, turni } = voce;
    const dovuti = turni.filter((t) => t.dovuto(ora));
    if (dovuti.length === 0) return;
    if (this.#running.has(job.name)) this.#salta(job, dovuti, ora);
    else if (dovuti.some((t) => t.frequente || t.puntuale(ora, PUNTUALE_MS))) void this.#avvia(job, dovuti, ora);
    else if (!this.#inCoda.has(job.name)) {
      this.#inCoda.add(job.name);
      this.#coda = this.#coda.then(() => this.#recupera(voce));
    }
  }

  /** What was missed, when it is its turn; it may have run at its time meanwhile. */
  async #recupera({ job, turni }: Voce): Promise<void> {
    this.#inCoda.delete(job.name);
    const ora = this.#ora();
    const dovuti = turni.filter((t) => t.dovuto(ora));
    if (this.#fermo.signal.aborted || dovuti.length === 0 || this.#running.has(job.name)) return;
    this.context.log.info('Job was missed, runs now', { job: job.name });
    await this.#avvia(job, dovuti, ora);
  }

  /** Who is in the run under way has missed this time; who is not stays due. */
  #salta(job: Job, dovuti: readonly Turno[], ora: Istante): void {
    const inTurno = this.#inTurno.get(job.name) ?? [];
    const saltati = dovuti.filter((t) => inTurno.includes(t));
    if (saltati.length === 0) return;
    this.context.log.warn('Job skipped, the run before is not over', { job: job.name });
    for (const t of saltati) t.tocca(ora);
  }

  #avvia(job: Job, dovuti: readonly Turno[], ora: Istante): Promise<void> {
    for (const t of dovuti) t.tocca(ora);
    const codici = new Set(dovuti.map((t) => t.codice));
    const tutti = codici.has(TUTTI_GLI_ENTI);
    const enti = this.context.enti.filter((e) => tutti || codici.has(e.codiceIstat));
    const attende = !dovuti.some((t) => t.frequente);
    const run = runJob(job, { ...this.context, enti }, testimone(this.context, job.name, attende)).finally(() => {
      this.#running.delete(job.name);
      this.#inTurno.delete(job.name);
    });
    this.#running.set(job.name, run);
    this.#inTurno.set(job.name, dovuti);
    return run;
  }
}

/** Starts the schedule. The expressions must be valid (`checkCron`). */
export const startSchedule = (context: JobContext, options: ScheduleOptions): Schedule =>
  new Orologio(context, options);
