/**
 * The alarm about the database, which needs no database: said by this process, once a day for each kind of fault, and again
 * when it is over.
 * Invariant: what was said is kept in a small file where there is a place for it, so that a process that is started again and
 * again while the database is away does not say it every time. A file that cannot be read or written only repeats a message.
 */
import { rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { giornoInItalia } from '../../anpr/ora-italiana.js';
import { makeFolder } from '../../folder.js';
import type { Log } from '../../log.js';
import { MAX_FILE, readRegularText } from '../../regular-file.js';
import { type Allarme, INSTALLAZIONE } from '../../store/allarmi.js';
import type { CanaleAllarmi } from '../../store/allarmi-invii.js';
import type { DatabaseConfig } from '../../store/database.js';
import { guastoDatabase, testoGuasto } from '../guasto-database.js';
import type { CodiceAllarme } from './cause.js';
import { canaliDi, codiceErrore, manda } from './consegna.js';
import type { ImpostazioniAllarmi } from './impostazioni.js';
import type { NomiEnti } from './testo.js';

/** A restart of the database is over within one look; the second look without it is an alarm. */
const SGUARDI_SENZA = 2;

export interface OpzioniAssenza {
  readonly database: DatabaseConfig;
  readonly log: Log;
  readonly now: () => Date;
  readonly allarmi: ImpostazioniAllarmi;
  readonly nomi: NomiEnti;
  readonly macchina: string;
  /** Where what was said is remembered; null where there is no place. */
  readonly file: string | null;
}

export interface Assenza {
  /** The database was looked for and did not take what it was asked. Never rejects. */
  manca(error: unknown): Promise<void>;
  /** It does again. Never rejects. */
  torna(): Promise<void>;
}

interface Memoria {
  sguardi: number;
  /** Since when, ISO-8601 UTC. */
  readonly dal: string;
  /** `channel motive` → day in Italy on which it was said. */
  readonly detto: Record<string, string>;
}

const isMemoria = (v: unknown): v is Memoria => {
  const m = v as Partial<Memoria> | null;
  return typeof m?.sguardi === 'number' && typeof m.dal === 'string' && typeof m.detto === 'object' && m.detto !== null;
};

async function ricorda(file: string | null): Promise<Memoria | undefined> {
  if (file === null) return undefined;
  try {
    const letta: unknown = JSON.parse(readRegularText(file, MAX_FILE.SECRET));
    return isMemoria(letta) && !Number.isNaN(Date.parse(letta.dal)) ? letta : undefined;
  } catch {
    return undefined;
  }
}

class AssenzaDatabase implements Assenza {
  #memoria: Memoria | undefined;
  #letta = false;

  constructor(private readonly o: OpzioniAssenza) {}

  async manca(error: unknown): Promise<void> {
    const now = this.o.now();
    this.#memoria = (await this.#ricordata()) ?? { sguardi: 0, dal: now.toISOString(), detto: {} };
    this.#memoria.sguardi += 1;
    this.o.log.warn('No look at the alarms without the database', { attempts: this.#memoria.sguardi, error });
    if (this.#memoria.sguardi >= SGUARDI_SENZA) await this.#avvisa(this.#memoria, error);
    await this.#annota();
  }

  async #avvisa({ detto }: Memoria, error: unknown): Promise<void> {
    const guasto = guastoDatabase(error, this.o.database);
    const oggi = giornoInItalia(this.o.now());
    for (const canale of canaliDi(this.o.allarmi)) {
      const chiave = `${canale} ${guasto.motivo}`;
      if (detto[chiave] === oggi) continue;
      const dettaglio = `${testoGuasto(guasto)}. Rimedio: ${guasto.rimedio}`;
      if (await this.#di(canale, 'ALLARME', dettaglio)) detto[chiave] = oggi;
    }
  }

  async torna(): Promise<void> {
    const memoria = await this.#ricordata();
    if (memoria === undefined) return;
    this.#memoria = memoria;
    const avvisati = new Set(Object.keys(memoria.detto).map((chiave) => chiave.split(' ')[0]));
    for (const canale of canaliDi(this.o.allarmi))
      if (avvisati.has(canale)) await this.#di(canale, 'RIENTRO', 'il database risponde di nuovo');
    this.#memoria = undefined;
    if (this.o.file !== null) await rm(this.o.file, { force: true }).catch(() => undefined);
  }

  async #ricordata(): Promise<Memoria | undefined> {
    if (!this.#letta) this.#memoria = await ricorda(this.o.file);
    this.#letta = true;
    return this.#memoria;
  }

  async #di(canale: CanaleAllarmi, genere: 'ALLARME' | 'RIENTRO', dettaglio: string): Promise<boolean> {
    const now = this.o.now();
    const messaggio = { genere, allarme: this.#allarme(dettaglio, now) };
    const id = `database-${genere.toLowerCase()}-${now.getTime()}`;
    const { allarmi: impostazioni, nomi } = this.o;
    try {
      await manda(canale, [messaggio], { impostazioni, nomi, now, id });
      return true;
    } catch (error) {
      this.o.log.warn('Alarm not delivered, will be tried again', { canale, code: codiceErrore(error) });
      return false;
    }
  }

  #allarme(dettaglio: string, now: Date): Allarme {
    const dal = this.#memoria?.dal ?? now.toISOString();
    const codice: CodiceAllarme = 'DATABASE_ASSENTE';
    const adesso = now.toISOString();
    const oggetto = this.o.macchina;
    return {
      codComune: INSTALLAZIONE,
      codice,
      oggetto,
      dettaglio,
      id: 0,
      dal,
      apertoIl: dal,
      vistoIl: adesso,
      chiusoIl: adesso,
    };
  }

  async #annota(): Promise<void> {
    const { file } = this.o;
    if (file === null) return;
    try {
      makeFolder(dirname(file));
      await writeFile(`${file}.nuovo`, JSON.stringify(this.#memoria), { mode: 0o600 });
      await rename(`${file}.nuovo`, file);
    } catch (error) {
      this.o.log.warn('What was said of the database is not remembered', { error, file });
    }
  }
}

/** What this process says of an absent database. */
export const creaAssenza = (o: OpzioniAssenza): Assenza => new AssenzaDatabase(o);
