/**
 * How the periodic jobs stand: when each last ran, when it runs next, which were not run when they should have been.
 * Invariant: pure judgement over what the database remembers; a job that nobody has seen yet is late for nothing.
 */
import type { Database } from '../store/database.js';
import { type Corsa, leggiCorse, TUTTI_GLI_ENTI } from '../store/lavori-corse.js';
import type { Ente } from './enti.js';
import { isFrequente, prossimo } from './orari.js';
import { JOBS, type Lavoro } from './schedule.js';
import { leggiOrario, type Orari } from './schedule-cron.js';

const ORA_MS = 3_600_000;
/** How long what should have run may be late before somebody is told: many enti take their time one after the other. */
const TOLLERANZA_MS = { frequente: ORA_MS, quotidiano: 6 * ORA_MS } as const;

/** One job as it stands. Instants ISO-8601 UTC. */
export interface StatoLavoro {
  readonly lavoro: string;
  readonly titolo: string;
  /** The cron expression; null when the configuration switches it off. */
  readonly orario: string | null;
  /** Last run that ended, of the ente that is behind the others; null when there was none. */
  readonly ultima: string | null;
  /** False when the last run failed. */
  readonly riuscita: boolean;
  /** Since when a run is under way (or broken off); null when none is. */
  readonly inCorsoDal: string | null;
  /** Null when it is switched off. */
  readonly prossima: string | null;
  /** Since when it should have run and has not; null when it has. */
  readonly mancaDal: string | null;
  /** The enti for which it has not, where it runs per ente. */
  readonly mancaA: readonly string[];
}

const minimo = (istanti: readonly (string | null)[]): string | null =>
  istanti.includes(null) || istanti.length === 0 ? null : (istanti.toSorted()[0] ?? null);

const inCorso = (c: Corsa): boolean => c.iniziataIl !== null && c.interrotte > 0;

interface Sue {
  readonly espressione: string | null;
  readonly corse: readonly Corsa[];
  readonly now: Date;
}

function statoDi({ name: lavoro, titolo }: Lavoro, { espressione, corse, now }: Sue): StatoLavoro {
  const comune = {
    lavoro,
    titolo,
    orario: espressione,
    ultima: minimo(corse.map((c) => c.finitaIl)),
    riuscita: corse.every((c) => c.finitaIl === c.riuscitaIl),
    inCorsoDal: minimo(corse.filter(inCorso).map((c) => c.iniziataIl)),
  };
  if (espressione === null) return { ...comune, prossima: null, mancaDal: null, mancaA: [] };
  const orario = leggiOrario(espressione);
  const dovute = corse.flatMap((c) => {
    const dal = prossimo(orario, new Date(c.finitaIl ?? c.notoDal));
    return dal !== null && dal <= now ? [{ codice: c.codComune, dal: dal.toISOString() }] : [];
  });
  return {
    ...comune,
    prossima: prossimo(orario, now)?.toISOString() ?? null,
    mancaDal: minimo(dovute.map((d) => d.dal)),
    mancaA: dovute.map((d) => d.codice).filter((codice) => codice !== TUTTI_GLI_ENTI),
  };
}

export interface Installazione {
  readonly jobs: Orari;
  readonly enti: readonly Pick<Ente, 'codiceIstat'>[];
}

/** Every job of the house. Pure. The expressions must be valid (`checkCron`). */
export function giudicaLavori(corse: readonly Corsa[], { jobs, enti }: Installazione, now: Date): StatoLavoro[] {
  const codici = new Set([TUTTI_GLI_ENTI, ...enti.map((e) => e.codiceIstat)]);
  return JOBS.map((job) => {
    const sue = corse.filter((c) => c.lavoro === job.name && codici.has(c.codComune));
    return statoDi(job, { espressione: jobs[job.name] ?? null, corse: sue, now });
  });
}

/** Every job of the house, as the database remembers them. */
export async function leggiStatoLavori(db: Database, i: Installazione, now: Date): Promise<StatoLavoro[]> {
  return giudicaLavori(await db.transaction(leggiCorse), i, now);
}

/**
 * Is it late by more than a daemon that works would ever be?
 * @param sveglioDal since when the daemon is awake: what it slept over it is about to do
 */
export function isFermo({ orario, mancaDal }: StatoLavoro, now: Date, sveglioDal?: Date): boolean {
  if (orario === null || mancaDal === null) return false;
  const dal = Math.max(Date.parse(mancaDal), sveglioDal?.getTime() ?? 0);
  return now.getTime() - dal > TOLLERANZA_MS[isFrequente(leggiOrario(orario)) ? 'frequente' : 'quotidiano'];
}
