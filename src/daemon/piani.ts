/**
 * The floors of the running daemon, opened upwards and closed downwards, and what every floor is given.
 * Invariant: everything opened is closed, in reverse order, whatever fails on the way.
 */
import type { Config } from '../config.js';
import type { BundleOsservato } from '../doors/ca-files.js';
import type { Log } from '../log.js';
import type { LeggiChiamata } from '../soap/chiamata.js';
import type { Database } from '../store/database.js';
import type { Assenza } from '../work/allarmi/assenza.js';
import type { ClientDi } from '../work/anpr.js';
import type { Chiavi } from '../work/chiavi.js';
import type { EntiAttivi } from '../work/enti-attivi.js';
import type { LettureIsolate } from '../work/letture-isolate.js';

export interface DaemonOptions {
  readonly config: Config;
  readonly log: Log;
  readonly now: () => Date;
  /** Aborts the wait for the database. */
  readonly signal: AbortSignal;
}

/** What stands under the doors and the jobs. */
export interface Assembled {
  readonly db: Database;
  readonly chiavi: Chiavi;
  readonly ca: BundleOsservato;
  /** Reads calls in threads of their own. */
  readonly leggi: LeggiChiamata;
  readonly enti: EntiAttivi;
  /** Opens contents in threads of their own. */
  readonly letture: LettureIsolate;
  readonly client: ClientDi;
  readonly assenza: Assenza;
}

/** What was opened so far, closed from the top downwards whatever happens. */
export class Floors {
  readonly #closers: { name: string; close: () => unknown }[] = [];
  #closing: Promise<void> | undefined;

  constructor(private readonly log: Log) {}

  add(name: string, close: () => unknown): void {
    this.#closers.push({ name, close });
  }

  close(): Promise<void> {
    this.#closing ??= this.#closeAll();
    return this.#closing;
  }

  async #closeAll(): Promise<void> {
    for (const { name, close } of this.#closers.toReversed()) {
      try {
        await close();
        this.log.debug('Closed', { step: name });
      } catch (error) {
        this.log.error('Not closed cleanly', { step: name, error });
      }
    }
  }
}
