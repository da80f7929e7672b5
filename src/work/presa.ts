/**
 * What the applier takes from the inbox: a batch and, while the database writes that one, the next, already opened.
 * Invariant: nothing is opened that was not counted before, in a commit of its own; what is found counted (something died
 * while it was being opened) is given apart, not opened and not counted again. What cannot be read in advance is read again
 * at its turn, where its fate is decided.
 */
import type { Database, Tx } from '../store/database.js';
import { chiudiAperture, claimDovute, type NotificaConContenuto, segnaAperture } from '../store/inbox.js';
import { ContenutoPericolosoError, type Lettore } from './lettore.js';
import type { NotificaLetta } from './lettura.js';

/** How the reading of one notification ended. */
export type Esito = { readonly letta: NotificaLetta } | { readonly errore: unknown };

/** A batch that is due. */
export interface Presa {
  /** By id: the order in which they are applied. */
  readonly tutte: readonly NotificaConContenuto[];
  /** Those counted as being opened. Something died while the others were: each is opened and counted by itself. */
  readonly dovute: readonly NotificaConContenuto[];
  /** What was read in advance. */
  readonly esiti: ReadonlyMap<number, Esito>;
}

export interface OpzioniPrese {
  readonly db: Database;
  readonly codici: ReadonlySet<string>;
  readonly lettore: Lettore;
  /** A transaction that commits only while the lease of the ente is ours. */
  readonly scrivi: <T>(fn: (tx: Tx) => Promise<T>) => Promise<T>;
  readonly now: () => Date;
  /** Notifications of one batch. */
  readonly batchSize: number;
}

/** The batches of one ente, one after the other. */
export interface Prese {
  /** What is due now, under any code of the ente. */
  prossima(): Promise<Presa>;
  /** Reads what was not read in advance. */
  leggi(presa: Presa): Promise<ReadonlyMap<number, Esito>>;
  /** Counts and reads one suspect; undefined when somebody else decided about it meanwhile. */
  leggiSospetta(notifica: NotificaConContenuto): Promise<Esito | undefined>;
  /** Runs `scrivi`, which settles the batch, and meanwhile, if it was full and nobody in it is a suspect, prepares the next one. Settles as `scrivi` does. */
  durante(presa: Presa, scrivi: () => Promise<void>): Promise<void>;
  /** Forgets what was prepared: somebody else may have applied it. */
  lascia(): void;
  /** What was read here and not applied is no suspect of anybody. */
  chiudi(): Promise<void>;
}

interface Quali {
  readonly escluse?: readonly number[];
  readonly maxBytes?: number;
}

/** In advance no more than this is held: one batch is in memory already. */
const MAX_BYTE_ANTICIPO = 4 * 1024 * 1024;

const idDi = (notifiche: readonly NotificaConContenuto[]): number[] => notifiche.map((n) => n.id);

class PreseDiEnte implements Prese {
  #pronta: Presa | undefined;
  /** Their opening is counted, ended here, and is not yet forgotten by the database. */
  readonly #aperte = new Set<number>();

  constructor(private readonly o: OpzioniPrese) {}

  async prossima(): Promise<Presa> {
    const presa = this.#pronta ?? { ...(await this.#prendi()), esiti: new Map() };
    this.#pronta = undefined;
    return presa;
  }

  async leggi({ dovute, esiti }: Presa): Promise<ReadonlyMap<number, Esito>> {
    const lette = await this.#leggiTutte(dovute.filter((n) => !esiti.has(n.id)));
    return new Map([...esiti, ...lette]);
  }

  async leggiSospetta(notifica: NotificaConContenuto): Promise<Esito | undefined> {
    if ((await this.o.scrivi((tx) => segnaAperture(tx, [notifica.id]))) === 0) return undefined;
    const esito = (await this.#leggiTutte([notifica])).get(notifica.id);
    // At once: three deaths of other causes would add up to a suspicion.
    if (this.#aperte.has(notifica.id)) await this.chiudi();
    return esito;
  }

  async durante({ tutte, dovute }: Presa, scrivi: () => Promise<void>): Promise<void> {
    // Nobody else is to be counted while a suspect is opened.
    const anche = tutte.length >= this.o.batchSize && dovute.length === tutte.length;
    const anticipo = anche ? this.#anticipa(tutte) : undefined;
    try {
      await scrivi();
      for (const { id } of dovute) this.#aperte.delete(id);
    } finally {
      this.#pronta = await anticipo;
    }
  }

  lascia(): void {
    this.#pronta = undefined;
  }

  async chiudi(): Promise<void> {
    const aperte = [...this.#aperte];
    if (aperte.length > 0) await this.o.scrivi((tx) => chiudiAperture(tx, aperte));
    for (const id of aperte) this.#aperte.delete(id);
  }

  /** Never rejects: whoever takes next meets the same error. */
  async #anticipa(inMano: readonly NotificaConContenuto[]): Promise<Presa | undefined> {
    try {
      const presa = await this.#prendi({ escluse: idDi(inMano), maxBytes: MAX_BYTE_ANTICIPO });
      if (presa.tutte.length === 0) return undefined;
      const esiti = await this.#leggiTutte(presa.dovute);
      // A key may arrive before their turn. What brought its reader down is not opened twice for one count.
      const daRileggere = [...esiti].filter(
        ([, e]) => 'errore' in e && !(e.errore instanceof ContenutoPericolosoError),
      );
      for (const [id] of daRileggere) esiti.delete(id);
      return { ...presa, esiti };
    } catch {
      return undefined;
    }
  }

  async #prendi(quali: Quali = {}): Promise<Omit<Presa, 'esiti'>> {
    const tutte = await claim(this.o, quali);
    const dovute = tutte.filter((n) => n.aperture === 0 || this.#aperte.has(n.id));
    await this.#conta(idDi(dovute));
    return { tutte, dovute };
  }

  async #conta(ids: readonly number[]): Promise<void> {
    if (ids.length === 0) return;
    const aperte = [...this.#aperte];
    await this.o.scrivi(async (tx) => {
      await chiudiAperture(tx, aperte);
      await segnaAperture(tx, ids);
    });
    for (const id of aperte) this.#aperte.delete(id);
  }

  /** Reads them all, as many at a time as the reader likes. Never rejects. */
  async #leggiTutte(notifiche: readonly NotificaConContenuto[]): Promise<Map<number, Esito>> {
    const esiti = await Promise.all(notifiche.map(async (n) => [n.id, await this.#leggiUna(n)] as const));
    return new Map(esiti);
  }

  async #leggiUna(notifica: NotificaConContenuto): Promise<Esito> {
    try {
      const letta = await this.o.lettore.leggi(notifica);
      this.#aperte.add(notifica.id);
      return { letta };
    } catch (errore) {
      if (!(errore instanceof ContenutoPericolosoError)) this.#aperte.add(notifica.id);
      return { errore };
    }
  }
}

export function creaPrese(o: OpzioniPrese): Prese {
  return new PreseDiEnte(o);
}

async function claim(o: OpzioniPrese, quali: Quali): Promise<NotificaConContenuto[]> {
  const now = o.now().toISOString();
  const prese: NotificaConContenuto[] = [];
  for (const codComune of o.codici) {
    const limit = o.batchSize - prese.length;
    if (limit <= 0) break;
    prese.push(...(await o.db.transaction((tx) => claimDovute(tx, { ...quali, codComune, now, limit }))));
  }
  return prese;
}
