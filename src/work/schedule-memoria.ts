/**
 * What the schedule remembers in the database.
 * Invariant: never rejects and never holds a job back: without the database jobs run all the same, and it is read again until it
 * answers.
 */
import type { Log } from '../log.js';
import type { Database } from '../store/database.js';
import {
  annotaFine,
  annotaInizio,
  annotaNote,
  type Corsa,
  leggiCorse,
  type QualiCorse,
} from '../store/lavori-corse.js';
import type { Testimone } from './schedule.js';

interface Dove {
  readonly db: Database;
  readonly log: Log;
  readonly now: () => Date;
}

/** Notes the jobs that are new and reads when the others last ran; undefined when the database does not answer. */
export async function ricorda(d: Dove, quali: readonly QualiCorse[]): Promise<readonly Corsa[] | undefined> {
  try {
    return await d.db.transaction(async (tx) => {
      await annotaNote(tx, quali, d.now().toISOString());
      return leggiCorse(tx);
    });
  } catch (error) {
    d.log.warn('Last runs of the jobs not read, will be tried again', { error });
    return undefined;
  }
}

/**
 * Notes the runs of a job.
 * @param attende whether a run waits until its begin is noted: what may end the process must, what is said of an absent
 * database must not
 */
export function testimone(d: Dove, lavoro: string, attende: boolean): Testimone {
  const annota = async (fn: () => Promise<void>): Promise<void> => {
    try {
      await fn();
    } catch (error) {
      d.log.warn('Run of a job not recorded', { job: lavoro, error });
    }
  };
  let inizio = Promise.resolve();
  return {
    inizia: async (codici) => {
      const now = d.now().toISOString();
      inizio = annota(() => d.db.transaction((tx) => annotaInizio(tx, { lavoro, codici }, now)));
      if (attende) await inizio;
    },
    finisce: async (codici, riuscita) => {
      await inizio;
      const now = d.now().toISOString();
      await annota(() => d.db.transaction((tx) => annotaFine(tx, { lavoro, codici }, { now, riuscita })));
    },
  };
}
