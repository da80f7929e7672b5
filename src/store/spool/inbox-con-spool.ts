/**
 * The inbox with the spool in front of it: a notification the database does not take, or not in time, waits on disk.
 * Law: acknowledged is stored. `salva` resolves after the commit or after the fsync of the spool, never before either.
 * The spool is used only while the database is away; as soon as it answers again the spool is emptied into the inbox.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { EnvelopeError, TransientError } from '../../errors.js';
import type { Log } from '../../log.js';
import { isDatabaseAtFault, isRefusedForItself } from '../driver-errors.js';
import { checkKey, type Inbox } from '../inbox.js';
import type { EsitoConsegna, NotificaRicevuta } from '../notifica.js';
import { entro } from '../within.js';
import type { Drenato } from './drenaggio.js';
import type { Spool } from './spool.js';

export interface InboxConSpoolOptions {
  readonly inbox: Pick<Inbox, 'salva'>;
  readonly spool: Spool;
  /** Resolves when the database would take a notification. */
  readonly bussa: () => Promise<unknown>;
  readonly log: Log;
  /** The database is taken for away when it has not stored a notification within this time, in milliseconds. */
  readonly databaseWaitMs: number;
  /** A notification came out of the spool into the inbox. */
  readonly consegnata: (notifica: NotificaRicevuta) => void;
}

export interface InboxConSpool {
  /** @throws EnvelopeError as the inbox; InfrastructureError when neither the database nor the spool took it */
  salva(notifica: NotificaRicevuta): Promise<EsitoConsegna>;
  /** True while notifications go to the spool without asking the database first. */
  viaIlDatabase(): boolean;
  /** Stops emptying the spool; what is in it stays for the next start. */
  fermo(): Promise<void>;
}

/** How often an absent database is asked, and how often files left by others are looked for. */
const KNOCK_MS = 1_000;
const LOOK_MS = 60_000;

/** A database that answers and takes nothing of what waits is asked less and less often. */
const MAX_PAUSE_MS = 15_000;

class Posta implements InboxConSpool {
  readonly #stop = new AbortController();
  readonly #watch: Promise<void>;
  #nap = new AbortController();
  #away = false;
  /** Somebody may have left something: the first look is at the start. */
  #waiting = true;
  #pause = KNOCK_MS;

  constructor(private readonly o: InboxConSpoolOptions) {
    this.#watch = this.#keepWatch();
  }

  async salva(notifica: NotificaRicevuta): Promise<EsitoConsegna> {
    if (!this.#away) {
      try {
        return await entro(this.o.inbox.salva(notifica), this.o.databaseWaitMs);
      } catch (error) {
        // Whatever else went wrong, known or not: on disk nothing is lost.
        if (error instanceof EnvelopeError || isRefusedForItself(error)) throw error;
        this.#leave(error);
      }
    }
    checkKey(notifica);
    await this.o.spool.conserva(notifica);
    this.#waiting = true;
    return 'spool';
  }

  viaIlDatabase(): boolean {
    return this.#away;
  }

  async fermo(): Promise<void> {
    this.#stop.abort();
    this.#nap.abort();
    await this.#watch;
    await this.o.spool.chiudi();
  }

  #leave(error: unknown): void {
    if (!this.#away) this.o.log.warn('Database away, notifications go to the spool', { error });
    this.#away = true;
    this.#waiting = true;
    this.#nap.abort();
  }

  async #keepWatch(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      const pause = this.#waiting || this.#away ? await this.#empty() : LOOK_MS;
      this.#nap = new AbortController();
      if (this.#stop.signal.aborted) return;
      await delay(pause, undefined, { signal: this.#nap.signal }).catch(() => undefined);
      if (pause === LOOK_MS) this.#waiting = true;
    }
  }

  /** It took a notification, or there was none to take and it says that it would. */
  #back(): void {
    if (this.#away) this.o.log.info('Database back', {});
    this.#away = false;
  }

  /** Empties the spool if the database answers; how long to wait before the next time, in milliseconds. */
  async #empty(): Promise<number> {
    const { bussa, spool } = this.o;
    try {
      await bussa();
    } catch {
      this.#waiting = true;
      return KNOCK_MS;
    }
    try {
      this.#waiting = false;
      const fatto = await spool.svuota((n) => this.#deliver(n), bussa);
      this.#report(fatto);
      this.#back();
      this.#pause = KNOCK_MS;
      if (fatto.trattenute > 0) this.#waiting = true;
      if (fatto.trattenute > 0) return MAX_PAUSE_MS;
      return this.#waiting ? KNOCK_MS : LOOK_MS;
    } catch (error) {
      this.#waiting = true;
      if (isDatabaseAtFault(error)) return this.#later();
      this.o.log.error('Spool not emptied', { error });
      return LOOK_MS;
    }
  }

  #later(): number {
    const pause = this.#pause;
    this.#pause = Math.min(pause * 2, MAX_PAUSE_MS);
    return pause;
  }

  #report({ consegnate, accantonate, bytePersi, illeggibili, trattenute }: Drenato): void {
    const meta = {
      count: consegnate,
      rejected: accantonate,
      invalid: illeggibili,
      waited: trattenute,
      bytes: bytePersi,
    };
    if (trattenute > 0) this.o.log.warn('Spool emptied, the database does not take some: they wait', meta);
    else if (accantonate + illeggibili > 0) this.o.log.error('Spool emptied, something stays aside', meta);
    else if (consegnate + bytePersi > 0) this.o.log.info('Spool emptied', meta);
  }

  async #deliver(notifica: NotificaRicevuta): Promise<void> {
    if (this.#stop.signal.aborted) throw new TransientError('stopping: the spool waits for the next start');
    await this.o.inbox.salva(notifica);
    this.#back();
    this.o.consegnata(notifica);
  }
}

/** Opens the inbox with its spool; what earlier processes left is emptied into the inbox at once. */
export const openInboxConSpool = (o: InboxConSpoolOptions): InboxConSpool => new Posta(o);
