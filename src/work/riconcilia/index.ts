/**
 * Reconciliation 1: what never arrived. Lists with 4005 what ANPR produced for an ente, and brings what is missing into the
 * inbox, where it is a notification like any other.
 * Law: convergence. Any loss, repetition and shuffle, followed by one reconciliation, ends in ANPR's state; reconciling what is
 * aligned writes neither registers nor inbox.
 */
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Periodo } from '../../anpr/finestre.js';
import type { LogMeta } from '../../log.js';
import { acquireLease, type Lease, releaseLease, renewLease } from '../../store/lease.js';
import { idPresenti, vociAperte } from '../../store/voci-anpr.js';
import { codiciDi } from '../enti.js';
import { avvisaScadenze } from './avvisi.js';
import { type ContestoRiconcilia, inTransazione } from './contesto.js';
import { passo } from './passo.js';
import { type PeriodoChiesto, pianificaChiesto, pianificaEnte } from './piano.js';
import { spunta } from './voci.js';

export type { ImpostazioniRiconciliazione } from './contesto.js';

/** What the job and the command hand over. */
export type OpzioniRiconcilia = Omit<ContestoRiconcilia, 'lease'> & {
  /** `TUTTO` plans without holes first, `DOVUTE` only goes on with what is due, a period is asked for whatever was before. */
  readonly cosa: 'TUTTO' | 'DOVUTE' | PeriodoChiesto;
  /** Called after every step that saved or asked something. */
  readonly avanza?: () => Promise<void>;
  readonly signal?: AbortSignal;
};

export type EsitoRiconcilia =
  /** Another process, or the job of this one, is at it. */
  | { readonly esito: 'OCCUPATA' }
  | {
      readonly esito: 'FATTO';
      /** Windows added to the ledger. */
      readonly nuove: number;
      readonly passi: number;
      /** What of a period ANPR no longer has. */
      readonly perse: readonly Periodo[];
      /** True when the round stopped early: ANPR does not answer, or somebody interrupted. */
      readonly interrotta: boolean;
    };

/** Longer than the slowest call with its retries; a killed process holds its ente up this long. */
const LEASE_MS = 10 * 60_000;
/** Failures in a row after which ANPR counts as down for this round: each window has its own next time. */
const MAX_TRANSITORI = 3;

async function prendi({ db, ente, now }: OpzioniRiconcilia): Promise<Lease | undefined> {
  const owner = `${hostname()}:${process.pid}:${randomUUID()}`;
  const richiesta = { nome: `riconcilia:${ente.codiceIstat}`, owner, ttlMs: LEASE_MS, now: now().toISOString() };
  return db.transaction((tx) => acquireLease(tx, richiesta));
}

async function pianifica(c: ContestoRiconcilia, cosa: OpzioniRiconcilia['cosa']) {
  if (cosa === 'DOVUTE') return { nuove: 0, perse: [] };
  if (cosa === 'TUTTO') return { nuove: await pianificaEnte(c), perse: [] };
  return pianificaChiesto(c, cosa);
}

/** What was given up or is missing may have arrived by another way since. */
async function spuntaArrivate(c: ContestoRiconcilia): Promise<void> {
  await inTransazione(c, async (tx) => {
    const ids = (await vociAperte(tx, c.ente.codiceIstat, 1000)).map((v) => v.idOperazioneANPR);
    await spunta(tx, c, [...(await idPresenti(tx, codiciDi(c.ente), ids))]);
  });
}

/** Steps until nothing is due. Every visit puts its ticket off, so this ends even while ANPR works. */
async function passi(c: ContestoRiconcilia, { avanza, signal }: OpzioniRiconcilia) {
  let fatti = 0;
  let transitori = 0;
  while (signal?.aborted !== true) {
    await c.db.transaction((tx) => renewLease(tx, c.lease, { ttlMs: LEASE_MS, now: c.now().toISOString() }));
    const esito = await passo(c);
    if (esito === 'NULLA') return { fatti, interrotta: false };
    fatti += 1;
    transitori = esito === 'TRANSITORIO' ? transitori + 1 : 0;
    if (esito === 'ANPR_ASSENTE' || transitori >= MAX_TRANSITORI) return { fatti, interrotta: true };
    await avanza?.();
  }
  return { fatti, interrotta: true };
}

/**
 * Reconciles one ente as far as ANPR lets it now; what waits for a ticket goes on the next time.
 * @throws ConfigError no usable client; InfrastructureError or TransientError the database
 */
export async function riconcilia(o: OpzioniRiconcilia): Promise<EsitoRiconcilia> {
  const lease = await prendi(o);
  if (lease === undefined) return { esito: 'OCCUPATA' };
  const c: ContestoRiconcilia = { ...o, lease };
  try {
    const { nuove, perse } = await pianifica(c, o.cosa);
    await spuntaArrivate(c);
    const { fatti, interrotta } = await passi(c, o);
    await inTransazione(c, (tx) => avvisaScadenze(tx, c));
    return { esito: 'FATTO', nuove, perse, passi: fatti, interrotta };
  } finally {
    await o.db
      .transaction((tx) => releaseLease(tx, lease))
      .catch((error: unknown) => {
        o.log.warn('Lease not given back, it expires by itself', { lease: lease.nome, error });
      });
  }
}

/** The outcome as the log shows it. */
export const metaDi = (esito: EsitoRiconcilia): LogMeta =>
  esito.esito === 'OCCUPATA'
    ? { busy: true }
    : { windows: esito.nuove, steps: esito.passi, interrupted: esito.interrotta };
