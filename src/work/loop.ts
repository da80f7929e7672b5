/**
 * The applier of one ente: takes what is due from the inbox, opens it, applies it, decides the fate of what fails.
 * Invariant: works only under the lease of its ente; a notification that fails holds back no other; an outcome that
 * cannot be recorded is never forgotten, because the row stays pending.
 */
import { setTimeout as attesa } from 'node:timers/promises';
import { giornoInItalia } from '../anpr/ora-italiana.js';
import { InfrastructureError, TransientError } from '../errors.js';
import type { Contesto } from '../registri/stato.js';
import type { Tx } from '../store/database.js';
import type { NotificaConContenuto } from '../store/inbox.js';
import { acquireLease, fence, type Lease, LeasePersoError, releaseLease, renewLease } from '../store/lease.js';
import { altraVersione } from './altre-versioni.js';
import { applicaLotto } from './apply.js';
import { ricalcolaGiorno } from './calendario.js';
import type { NotificaLetta } from './lettura.js';
import type { Loop, LoopOptions } from './loop-opzioni.js';
import { creaPrese, type Esito, type Prese } from './presa.js';
import { eseguiRichieste } from './ricostruisci.js';
import { riguardaComuni } from './riguarda-comuni.js';
import { riguardaRegole } from './riguarda-regole.js';
import { daNonAprire, decidiSorte } from './sorte.js';
import { allineaParametri } from './tari-effetti.js';

export type { Loop, LoopOptions, LoopSettings } from './loop-opzioni.js';

/** Starts the applier of one ente. */
export function avviaLoop(options: LoopOptions): Loop {
  const applier = new Applier(options);
  const finito = applier.run();
  return {
    sveglia: () => applier.wake(),
    stop: async () => {
      applier.end();
      await finito;
    },
  };
}

class Applier {
  #lease: Lease | undefined;
  #renewedAt = 0;
  /** When requests of the operator were last looked for. */
  #askedAt = 0;
  /** Other rules or another archive of the comuni may have come: people are looked at again, a page in every turn. */
  #riguarda = true;
  #stopping = false;
  #awake = false;
  #nap: AbortController | undefined;
  #giorno = '';
  readonly #prese: Prese;

  readonly #scrivi = <T>(fn: (tx: Tx) => Promise<T>): Promise<T> => this.#write(fn);

  constructor(private readonly o: LoopOptions) {
    this.#prese = creaPrese({ ...o, batchSize: o.settings.batchSize, scrivi: this.#scrivi });
  }

  wake(): void {
    this.#awake = true;
    this.#nap?.abort();
  }

  end(): void {
    this.#stopping = true;
    this.wake();
  }

  async run(): Promise<void> {
    while (!this.#stopping) {
      this.#awake = false;
      const busy = await this.#turn();
      if (!busy && !this.#stopping) await this.#sleep();
    }
    await this.#release();
  }

  /** One look at the inbox; true when there was work, so that the next look comes at once. */
  async #turn(): Promise<boolean> {
    const { log, codComune } = this.o;
    try {
      if (!(await this.#hold())) return false;
      await this.#daily();
      const taken = await this.#batch();
      return (await this.#again()) || taken > 0;
    } catch (error) {
      this.#prese.lascia();
      if (error instanceof LeasePersoError) this.#lease = undefined;
      if (error instanceof TransientError) {
        log.warn('applier turn failed, will be tried again', { codComune, error });
      } else {
        log.error('applier paused', { codComune, error, infrastructure: error instanceof InfrastructureError });
      }
      return false;
    }
  }

  /** Takes or extends the lease; false while another process holds it. */
  async #hold(): Promise<boolean> {
    const { db, owner, codComune, settings } = this.o;
    const now = this.o.now();
    const fresh = now.getTime() - this.#renewedAt < settings.leaseTtlMs / 3;
    if (this.#lease !== undefined && fresh) return true;
    const times = { ttlMs: settings.leaseTtlMs, now: now.toISOString() };
    const lease = this.#lease;
    const kept = lease !== undefined && (await db.transaction((tx) => renewLease(tx, lease, times)));
    if (!kept) {
      this.#lease = await db.transaction((tx) => acquireLease(tx, { nome: `ente:${codComune}`, owner, ...times }));
      this.#giorno = '';
      this.#prese.lascia();
    }
    if (this.#lease !== undefined) this.#renewedAt = now.getTime();
    return this.#lease !== undefined;
  }

  /** On a new day, and after taking over: what the calendar changes, and what the operator asked for. */
  async #daily(): Promise<void> {
    const contesto = this.#contesto();
    const applica = <T>(fn: (tx: Tx) => Promise<T>) => this.#write(fn);
    const now = this.o.now().toISOString();
    if (this.o.now().getTime() - this.#askedAt >= this.o.settings.pollMs) {
      await eseguiRichieste(applica, { contesto, now }, this.o.log);
      this.#askedAt = this.o.now().getTime();
      this.#riguarda = true;
    }
    if (this.#giorno === contesto.oggi) return;
    await ricalcolaGiorno(applica, { contesto, now }, this.o.log);
    await allineaParametri(applica, contesto);
    this.#giorno = contesto.oggi;
  }

  /** The next page of those who are made again after an upgrade, or held against the archive of the comuni; true where there is more. */
  async #again(): Promise<boolean> {
    if (!this.#riguarda || this.#stopping) return false;
    const a = { contesto: this.#contesto(), now: this.o.now().toISOString() };
    // A page that fails is tried again when the next look is due: the inbox goes on meanwhile.
    this.#riguarda = false;
    const scrivi = <T>(fn: (tx: Tx) => Promise<T>) => this.#write(fn);
    const regole = this.o.regoleProgramma;
    this.#riguarda =
      (await riguardaRegole(scrivi, { ...a, regole }, this.o.log)) || (await riguardaComuni(scrivi, a, this.o.log));
    return this.#riguarda;
  }

  #contesto(): Contesto {
    const { codComune, codici, parametri, regole } = this.o;
    const oggi = giornoInItalia(this.o.now());
    return {
      codComune,
      codici,
      oggi,
      ...(parametri !== undefined && { parametri }),
      ...(regole !== undefined && { regole }),
    };
  }

  /** A transaction that commits only while the lease is ours. */
  async #write<T>(fn: (tx: Tx) => Promise<T>): Promise<T> {
    if (!(await this.#hold())) throw new LeasePersoError(`the lease of ente ${this.o.codComune} was taken over`);
    const lease = this.#lease!;
    return this.o.db.transaction(async (tx) => {
      await fence(tx, lease);
      return fn(tx);
    });
  }

  /** While the database writes a batch, the next one is opened. */
  async #batch(): Promise<number> {
    const presa = await this.#prese.prossima();
    if (presa.tutte.length === 0) return 0;
    const esiti = await this.#prese.leggi(presa);
    await this.#prese.durante(presa, () => this.#inOrdine(presa.tutte, esiti));
    return presa.tutte.length;
  }

  /** What cannot be read meets its fate and leaves the batch; a suspect goes by itself, after those that came before it. */
  async #inOrdine(tutte: readonly NotificaConContenuto[], esiti: ReadonlyMap<number, Esito>): Promise<void> {
    let lette: NotificaLetta[] = [];
    for (const notifica of tutte) {
      const esito = esiti.get(notifica.id);
      if (esito !== undefined) lette.push(...(await this.#letta(notifica, esito)));
      else {
        await this.#apply(lette);
        lette = [];
        if (!this.#stopping) await this.#suspect(notifica);
      }
    }
    await this.#apply(lette);
  }

  /** Something died while it was being opened: counted and opened by itself, so that nobody else is counted with it. */
  async #suspect(notifica: NotificaConContenuto): Promise<void> {
    const troppe = daNonAprire(notifica);
    const esito = troppe === undefined ? await this.#prese.leggiSospetta(notifica) : { errore: troppe };
    if (esito !== undefined) await this.#apply(await this.#letta(notifica, esito));
  }

  /** What was read, or another version of it that reads; none when it met its fate. */
  async #letta(notifica: NotificaConContenuto, esito: Esito): Promise<NotificaLetta[]> {
    if ('letta' in esito) return [esito.letta];
    const { db, lettore, log, now } = this.o;
    const altra = await altraVersione({ db, lettore, log, now, scrivi: this.#scrivi }, notifica, esito.errore);
    if (altra !== undefined) return [altra];
    await this.#fail(notifica, esito.errore);
    return [];
  }

  /** The batch whole; if it fails, one by one, so that only the guilty one stays behind. */
  async #apply(lette: readonly NotificaLetta[]): Promise<void> {
    if (lette.length === 0) return;
    const contesto = this.#contesto();
    const now = this.o.now().toISOString();
    try {
      await this.#write((tx) => applicaLotto(tx, lette, { contesto, now }));
      this.o.log.info('notifications applied', { codComune: contesto.codComune, count: lette.length });
    } catch (error) {
      // Neither is the fault of a notification.
      if (error instanceof InfrastructureError || error instanceof LeasePersoError) throw error;
      const [sola] = lette;
      if (lette.length === 1 && sola !== undefined) return this.#fail(sola.notifica, error);
      for (const letta of lette) if (!this.#stopping) await this.#apply([letta]);
    }
  }

  #fail(notifica: NotificaConContenuto, error: unknown): Promise<void> {
    const { codComune, log, now, settings } = this.o;
    return decidiSorte({ codComune, log, now, retry: settings.retry, scrivi: this.#scrivi }, notifica, error);
  }

  async #sleep(): Promise<void> {
    if (this.#awake) return;
    this.#nap = new AbortController();
    await attesa(this.o.settings.pollMs, undefined, { signal: this.#nap.signal }).catch(() => undefined);
    this.#nap = undefined;
  }

  async #release(): Promise<void> {
    const lease = this.#lease;
    if (lease === undefined) return;
    try {
      await this.#prese.chiudi();
      await this.o.db.transaction((tx) => releaseLease(tx, lease));
    } catch (error) {
      this.o.log.warn('lease not released, it will expire', { codComune: this.o.codComune, error });
    }
  }
}
