/**
 * What becomes of a notification that could not be read or applied: written on its row, said in the log.
 * Invariant: an outcome that cannot be recorded is thrown: the row stays pending.
 */
import { fateOf, NotificaError, type RetryPolicy, TransientError } from '../errors.js';
import type { Log } from '../log.js';
import type { Tx } from '../store/database.js';
import { type NotificaConContenuto, parcheggia, rimanda } from '../store/inbox.js';
import { jitter } from './jitter.js';
import { ContenutoPericolosoError } from './lettore.js';

/** Openings that did not end until a content is not opened any more. */
export const MAX_APERTURE = 3;

export interface OpzioniSorte {
  readonly codComune: string;
  readonly log: Log;
  readonly retry: RetryPolicy;
  readonly now: () => Date;
  readonly scrivi: <T>(fn: (tx: Tx) => Promise<T>) => Promise<T>;
}

const pericoloso = (): NotificaError =>
  new NotificaError(
    'CONTENUTO_PERICOLOSO',
    `aprirlo ha fermato il programma, o non è mai finito, ${MAX_APERTURE} volte: è conservato intero e non si apre più da solo`,
  );

/** Too many openings of it began and never ended: an error to park it with, undefined while it may be opened. */
export const daNonAprire = ({ aperture }: NotificaConContenuto): NotificaError | undefined =>
  aperture >= MAX_APERTURE ? pericoloso() : undefined;

/** Its opening, counted already, did not end: it heals by itself where the machine was short of something, until it is too many. */
const causaDi = (error: unknown, { aperture }: NotificaConContenuto): unknown => {
  if (!(error instanceof ContenutoPericolosoError)) return error;
  return aperture + 1 >= MAX_APERTURE ? pericoloso() : new TransientError(error.message);
};

/** Decides and records. @throws InfrastructureError as it came, and whatever the database says */
export async function decidiSorte(o: OpzioniSorte, notifica: NotificaConContenuto, error: unknown): Promise<void> {
  const causa = causaDi(error, notifica);
  const attempts = notifica.tentativi + 1;
  const fate = fateOf(causa, attempts, o.retry, jitter(notifica));
  const meta = { codComune: o.codComune, notificaId: notifica.id, attempts, error: causa };
  const messaggio = causa instanceof Error ? causa.message.slice(0, 1000) : 'unknown error';
  const now = o.now();
  switch (fate.kind) {
    case 'pause':
      throw causa;
    case 'retry': {
      const prossimoTentativoIl = new Date(now.getTime() + fate.afterMs).toISOString();
      const nonAperta = error instanceof ContenutoPericolosoError;
      o.log.warn('application failed, retry scheduled', { ...meta, afterMs: fate.afterMs });
      const quando = { prossimoTentativoIl, motivo: 'TRANSITORIO', messaggio, nonAperta };
      return o.scrivi((tx) => rimanda(tx, notifica.id, quando));
    }
    case 'park': {
      const { motivo } = fate;
      o.log[motivo === 'ERRORE_INTERNO' ? 'error' : 'warn']('notification parked', { ...meta, motivo });
      return o.scrivi((tx) => parcheggia(tx, notifica.id, { motivo, messaggio, now: now.toISOString() }));
    }
    default:
      return fate satisfies never;
  }
}
