/**
 * Reconciliation as the schedule runs it: once a day planned without holes, and every few minutes the tickets that are due.
 * Invariant: a comune that is not connected is skipped, and one that fails stops no other.
 */
import type { LogMeta } from '../../log.js';
import { createInbox } from '../../store/inbox.js';
import type { Ente } from '../enti.js';
import type { VocePresa } from '../lettura-lavori.js';
import { metaDi, type OpzioniRiconcilia, riconcilia } from '../riconcilia/index.js';
import type { JobContext } from '../schedule.js';

async function unEnte(c: JobContext, ente: Ente, cosa: OpzioniRiconcilia['cosa']): Promise<boolean> {
  const { codiceIstat } = ente;
  const client = c.client(codiceIstat);
  if (client === null) return false;
  const { db, log, now } = c;
  const keystores = c.keystores(codiceIstat);
  const apri = c.apriVoce;
  const apriVoce = apri === undefined ? {} : { apriVoce: (v: VocePresa) => apri(codiceIstat, v) };
  const posta = { inbox: createInbox(db), keystores, ...apriVoce };
  const comune = { db, ente, client, ...posta, impostazioni: c.riconciliazione, log, now };
  try {
    const esito = await riconcilia({ ...comune, cosa, ...(c.signal !== undefined && { signal: c.signal }) });
    log.debug('Reconciled', { codComune: codiceIstat, ...metaDi(esito) });
    if (esito.esito === 'FATTO' && esito.passi > 0) c.sveglia(codiceIstat);
  } catch (error) {
    log.error('Reconciliation failed, it goes on where it stopped', { codComune: codiceIstat, error });
  }
  return true;
}

async function tutti(c: JobContext, cosa: OpzioniRiconcilia['cosa']): Promise<LogMeta> {
  const fatti = await Promise.all(c.enti.map((ente) => unEnte(c, ente, cosa)));
  return { enti: fatti.filter(Boolean).length, notConnected: fatti.filter((f) => !f).length };
}

/** Plans the day's windows and asks for them. */
export const reconcile = (c: JobContext): Promise<LogMeta> => tutti(c, 'TUTTO');

/** Visits what is due: tickets that should be ready, questions to be repeated, missing notifications. */
export const visitTickets = (c: JobContext): Promise<LogMeta> => tutti(c, 'DOVUTE');
