/**
 * The log of refused calls: bounded, because anybody can make us write into it.
 * Invariant: at most `massimo` rows, of which whoever was not verified has a part and those who were the rest: no flood pushes
 * out what ANPR itself sent. Every call is counted; what names no notification is counted only. Whoever floods us fills neither
 * the disk nor the memory, and costs one commit per batch. Never a body, never a content.
 */
import type { Database } from './database.js';
import { GroupCommit } from './group-commit.js';
import type { Rifiuto } from './notifica.js';
import { Conti, type DaContare, scriviConti, type VociContate } from './rifiuti-conteggi.js';
import { insertRows } from './sql.js';
import type { Param, Tx } from './tx.js';

const COLUMNS = [
  'ricevuto_il',
  'motivo',
  'dettaglio',
  'codice',
  'cod_destinatario',
  'tipo_notifica',
  'id_operazione_anpr',
  'mittente',
  'byte',
  'verificato',
];

/** What waits beyond this is counted and not listed: a refusal is not worth more memory than that. */
const MAX_WAITING = 1_000;
const ATTESA_CONTI_MS = 500;

function parametri(r: Rifiuto): Param[] {
  return [
    r.ricevutoIl,
    r.motivo.slice(0, 60),
    r.dettaglio.slice(0, 500),
    r.codice,
    r.codDestinatario?.slice(0, 20) ?? null,
    r.tipoNotifica?.slice(0, 40) ?? null,
    r.idOperazioneANPR?.slice(0, 64) ?? null,
    r.mittente?.slice(0, 80) ?? null,
    r.byte,
    r.verificato ? 1 : 0,
  ];
}

/** The kinds of refusal that have rows of their own, and their part of all. */
const QUOTE: readonly { readonly dove: string; readonly parte: number; readonly di: (r: Rifiuto) => boolean }[] = [
  { dove: 'verificato = 1', parte: 1 / 2, di: (r) => r.verificato },
  {
    dove: "verificato = 0 AND motivo LIKE 'FIRMA%'",
    parte: 1 / 4,
    di: (r) => !r.verificato && r.motivo.startsWith('FIRMA'),
  },
  {
    dove: "verificato = 0 AND motivo NOT LIKE 'FIRMA%'",
    parte: 1 / 4,
    di: (r) => !r.verificato && !r.motivo.startsWith('FIRMA'),
  },
];

/** The oldest of each kind go. */
async function accorcia(tx: Tx, rifiuti: readonly Rifiuto[], massimo: number): Promise<void> {
  for (const { dove, parte, di } of QUOTE) {
    if (!rifiuti.some(di)) continue;
    const quota = Math.max(1, Math.floor(massimo * parte));
    const [oltre] = await tx.query<{ id: number }>(
      `SELECT id FROM rifiuti WHERE ${dove} ORDER BY id DESC LIMIT 1 OFFSET ?`,
      [quota],
    );
    if (oltre !== undefined) await tx.execute(`DELETE FROM rifiuti WHERE id <= ? AND ${dove}`, [oltre.id]);
  }
}

/** Names a notification: what does not is no evidence of anything lost. */
const isDaElencare = (r: Rifiuto): boolean => r.idOperazioneANPR !== null;

export interface Rifiuti {
  /** Counts a refusal and lists it where it names a notification; resolves when it is stored, at once where it is only counted. */
  registra(rifiuto: Rifiuto): Promise<void>;
  /** Counts what never became a call; written down soon. Never throws. */
  conta(cosa: DaContare): void;
  /** Refusals counted and not listed since the start because too many were waiting. */
  persi(): number;
  fermo(): Promise<void>;
}

class RegistroRifiuti implements Rifiuti {
  readonly #conti = new Conti();
  readonly #group: GroupCommit<Rifiuto | null, undefined>;
  #persi = 0;
  /** Until then what is counted gathers: a flood costs two commits a second. */
  #attesa: NodeJS.Timeout | undefined;

  constructor(
    private readonly db: Database,
    private readonly massimo: number,
  ) {
    let serial = 0;
    this.#group = new GroupCommit({
      maxItems: 200,
      maxBytes: Number.MAX_SAFE_INTEGER,
      bytesOf: () => 0,
      keyOf: () => String(serial++),
      write: (lotto) => this.#scrivi(lotto),
    });
  }

  async registra(rifiuto: Rifiuto): Promise<void> {
    this.db.assertOutside();
    this.#conti.conta(rifiuto);
    if (isDaElencare(rifiuto)) {
      if (rifiuto.verificato || this.#group.waiting < MAX_WAITING) return this.#group.save(rifiuto);
      this.#persi += 1;
    }
    this.#segna();
  }

  conta(cosa: DaContare): void {
    this.#conti.conta(cosa);
    this.#segna();
  }

  persi(): number {
    return this.#persi;
  }

  async fermo(): Promise<void> {
    if (this.#attesa !== undefined) this.#scriviConti();
    await this.#group.idle();
  }

  #segna(): void {
    this.#attesa ??= setTimeout(() => this.#scriviConti(), ATTESA_CONTI_MS).unref();
  }

  #scriviConti(): void {
    clearTimeout(this.#attesa);
    this.#attesa = undefined;
    // What could not be written stays counted, and the next batch takes it along.
    this.#group.save(null).catch(() => undefined);
  }

  async #scrivi(lotto: readonly (Rifiuto | null)[]): Promise<undefined[]> {
    const elencati = lotto.filter((r) => r !== null);
    const voci = this.#conti.prendi();
    try {
      await this.db.transaction((tx) => scriviLotto(tx, { elencati, voci }, this.massimo));
    } catch (error) {
      this.#conti.riprendi(voci);
      throw error;
    }
    return lotto.map(() => undefined);
  }
}

async function scriviLotto(
  tx: Tx,
  { elencati, voci }: { readonly elencati: readonly Rifiuto[]; readonly voci: VociContate },
  massimo: number,
): Promise<void> {
  if (voci.size > 0) await scriviConti(tx, voci);
  if (elencati.length === 0) return;
  await insertRows(tx, { table: 'rifiuti', columns: COLUMNS }, elencati.map(parametri));
  await accorcia(tx, elencati, massimo);
}

/** The rejection log; `massimo` rows are kept. */
export const createRifiuti = (db: Database, { massimo }: { readonly massimo: number }): Rifiuti =>
  new RegistroRifiuti(db, massimo);

/** A page of the log, newest first. */
export async function elencaRifiuti(
  tx: Tx,
  { limit, primaDiId }: { readonly limit: number; readonly primaDiId?: number },
): Promise<(Rifiuto & { id: number })[]> {
  const righe = await tx.query<Omit<Rifiuto, 'verificato'> & { id: number; verificato: number }>(
    `SELECT id, ricevuto_il AS ricevutoIl, motivo, dettaglio, codice, cod_destinatario AS codDestinatario,
       tipo_notifica AS tipoNotifica, id_operazione_anpr AS idOperazioneANPR, mittente, byte, verificato
     FROM rifiuti WHERE id < ? ORDER BY id DESC LIMIT ?`,
    [primaDiId ?? 2 ** 31 - 1, limit],
  );
  return righe.map((r) => ({ ...r, verificato: Number(r.verificato) === 1 }));
}
