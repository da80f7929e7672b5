/**
 * Every night: some people are compared with ANPR's cards; more often: the cards that N010, N015 and 5013 leave to be read.
 * Invariant: an ente whose ANPR does not answer holds back no other; while notifications wait to be applied nothing is
 * compared, because what differs may be on its way.
 */
import type { LogMeta } from '../../log.js';
import { inCoda } from '../../store/confronto.js';
import { createInbox } from '../../store/inbox.js';
import { giroConfronto } from '../confronto/giro.js';
import { contestoDi, domandaDi } from '../confronto/impostazioni.js';
import { leggiSchede } from '../confronto/schede.js';
import { codiciDi, type Ente } from '../enti.js';
import type { JobContext } from '../schedule.js';

type Somma = Record<string, number>;

function somma(totale: Somma, parte: Readonly<Somma>): void {
  for (const [nome, n] of Object.entries(parte)) totale[nome] = (totale[nome] ?? 0) + n;
}

/** Runs `fn` for every ente; what fails for one is logged and the others go on. */
async function perEnte(
  { enti, log }: JobContext,
  messaggio: string,
  fn: (ente: Ente) => Promise<Readonly<Somma> | undefined>,
): Promise<LogMeta> {
  const totale: Somma = { enti: 0, failedCount: 0 };
  for (const ente of enti) {
    try {
      const esito = await fn(ente);
      if (esito !== undefined) somma(totale, { enti: 1, ...esito });
    } catch (error) {
      log.warn(messaggio, { codComune: ente.codiceIstat, error });
      somma(totale, { failedCount: 1 });
    }
  }
  return totale;
}

/** One round of the comparison with 3002 for every ente that is connected. */
export function compareWithAnpr(context: JobContext): Promise<LogMeta> {
  const { db, now, log, confronto: c } = context;
  return perEnte(context, 'Comparison with ANPR broken off', async (ente) => {
    const codComune = ente.codiceIstat;
    const domanda = domandaDi(context.client(codComune), { db, codComune, now, nazionale: c.ricercaNazionale });
    if (domanda === undefined || context.signal?.aborted === true) return undefined;
    const attesa = await db.transaction((tx) => inCoda(tx, codiciDi(ente), now().toISOString()));
    if (attesa > 0) {
      log.info('Comparison put off, notifications wait to be applied', { codComune, pending: attesa });
      return undefined;
    }
    const esito = await giroConfronto({
      db,
      inbox: createInbox(db),
      contesto: contestoDi(ente, now()),
      now,
      domanda,
      persone: c.personePerGiro,
      giorni: c.giorniRecenti,
      correggi: c.correggi,
      signal: context.signal,
    });
    if (esito.inviate > 0) context.sveglia(codComune);
    const { guardate: comparedCount, diverse: differentCount, inviate: sentCount, rifiutate: refusedCount } = esito;
    return { comparedCount, differentCount, sentCount, refusedCount };
  });
}

/** Asks for the cards that notifications leave to be read, or leaves the task to the anagrafe. */
export function readCards(context: JobContext): Promise<LogMeta> {
  const { db, now, confronto: c } = context;
  return perEnte(context, 'Cards not read', async (ente) => {
    const codComune = ente.codiceIstat;
    const esito = await leggiSchede({
      db,
      inbox: createInbox(db),
      contesto: contestoDi(ente, now()),
      now,
      domanda: domandaDi(context.client(codComune), { db, codComune, now, nazionale: c.ricercaNazionale }),
      massimo: c.schedePerGiro,
    });
    if (esito.chieste > 0) context.sveglia(codComune);
    const { attesa: waitingCount, chieste: askedCount, aperte: openedCount, chiuse: closedCount } = esito;
    return { waitingCount, askedCount, openedCount, closedCount };
  });
}
