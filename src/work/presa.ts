/**
 * What the applier takes from the inbox: a batch and, while the database writes that one, the next, already opened.
 * Invariant: taking changes nothing. What cannot be read in advance is read again at its turn, where its fate is decided.
 */
import type { Keystore } from '../soap/keystore.js';
import type { Database } from '../store/database.js';
import { claimDovute, type NotificaConContenuto } from '../store/inbox.js';
import { creaTurni } from './apply.js';
import { leggiNotifica, type NotificaLetta } from './lettura.js';

/** A batch that is due, by id; `lette` are those of it that were read in advance. */
export interface Presa {
  readonly dovute: readonly NotificaConContenuto[];
  readonly lette: ReadonlyMap<number, NotificaLetta>;
}

export interface OpzioniPrese {
  readonly db: Database;
  readonly codici: ReadonlySet<string>;
  readonly keystores: () => readonly Keystore[];
  readonly now: () => Date;
  /** Notifications of one batch. */
  readonly batchSize: number;
}

/** The batches of one ente, one after the other. */
export interface Prese {
  /** What is due now, under any code of the ente. */
  prossima(): Promise<Presa>;
  /** Runs `scrivi` and meanwhile, if this batch was full, prepares the next one. Settles as `scrivi` does. */
  durante(presa: Presa, scrivi: () => Promise<void>): Promise<void>;
  /** Forgets what was prepared: somebody else may have applied it. */
  lascia(): void;
}

interface Quali {
  readonly escluse?: readonly number[];
  readonly maxBytes?: number;
}

/** In advance no more than this is held: one batch is in memory already. */
const MAX_BYTE_ANTICIPO = 4 * 1024 * 1024;

export function creaPrese(o: OpzioniPrese): Prese {
  let pronta: Presa | undefined;
  return {
    prossima: async () => {
      const presa = pronta ?? { dovute: await prendi(o), lette: new Map() };
      pronta = undefined;
      return presa;
    },
    durante: async ({ dovute }, scrivi) => {
      const anticipo = dovute.length < o.batchSize ? undefined : anticipa(o, dovute);
      try {
        await scrivi();
      } finally {
        pronta = await anticipo;
      }
    },
    lascia: () => {
      pronta = undefined;
    },
  };
}

/** Never rejects: whoever takes next meets the same error. */
async function anticipa(o: OpzioniPrese, inMano: readonly NotificaConContenuto[]): Promise<Presa | undefined> {
  try {
    const dovute = await prendi(o, { escluse: inMano.map((n) => n.id), maxBytes: MAX_BYTE_ANTICIPO });
    return dovute.length === 0 ? undefined : { dovute, lette: await leggiTutte(dovute, o.keystores()) };
  } catch {
    return undefined;
  }
}

async function prendi(o: OpzioniPrese, quali: Quali = {}): Promise<NotificaConContenuto[]> {
  const now = o.now().toISOString();
  const dovute: NotificaConContenuto[] = [];
  for (const codComune of o.codici) {
    const limit = o.batchSize - dovute.length;
    if (limit <= 0) break;
    dovute.push(...(await o.db.transaction((tx) => claimDovute(tx, { ...quali, codComune, now, limit }))));
  }
  return dovute;
}

async function leggiTutte(
  dovute: readonly NotificaConContenuto[],
  keystores: readonly Keystore[],
): Promise<Map<number, NotificaLetta>> {
  const lette = new Map<number, NotificaLetta>();
  // The batch under way is waiting for the database's answers on this thread: each is taken as soon as it is there.
  const cedi = creaTurni(0);
  for (const notifica of dovute) {
    const letta = provaALeggere(notifica, keystores);
    if (letta !== undefined) lette.set(notifica.id, letta);
    await cedi();
  }
  return lette;
}

function provaALeggere(notifica: NotificaConContenuto, keystores: readonly Keystore[]): NotificaLetta | undefined {
  try {
    return leggiNotifica(notifica, keystores);
  } catch {
    // Its key may arrive before its turn.
    return undefined;
  }
}
