/**
 * The appliers of this process, one per ente, and how to wake them.
 * Invariant: every code of an ente, historical ones included, leads to the same applier.
 */
import type { Log } from '../log.js';
import { creaParametri } from '../registri/parametri.js';
import { registraAzione } from '../store/audit.js';
import type { Database } from '../store/database.js';
import { riprova } from '../store/inbox.js';
import { codiciDi, type Ente } from './enti.js';
import type { Lettore } from './lettore.js';
import { type RegolaCifrati, soloCifrati } from './lettore-cifrati.js';
import { avviaLoop, type Loop, type LoopSettings } from './loop.js';

export interface EntiAttiviOptions {
  readonly db: Database;
  readonly enti: readonly Ente[];
  /** Who reads the contents of an ente. */
  readonly lettore: (codiceIstat: string) => Lettore;
  readonly log: Log;
  readonly now: () => Date;
  readonly owner: string;
  readonly settings: LoopSettings;
  readonly firma: RegolaCifrati;
  /** Digest of the rules that make the registers. */
  readonly regoleProgramma?: string | null | undefined;
}

export interface EntiAttivi {
  /** Makes the applier of whoever has this code look at once; unknown codes are ignored. */
  sveglia(codice: string): void;
  /** Every applier finishes its batch and gives its lease back. */
  stop(): Promise<void>;
}

/** Starts one applier per ente. */
export function avviaEnti({ enti, lettore, firma, ...rest }: EntiAttiviOptions): EntiAttivi {
  const loops: Loop[] = [];
  const perCodice = new Map<string, Loop>();
  for (const ente of enti) {
    const codici = new Set(codiciDi(ente));
    const loop = avviaLoop({
      ...rest,
      codComune: ente.codiceIstat,
      codici,
      lettore: soloCifrati(lettore(ente.codiceIstat), firma),
      parametri: creaParametri(ente.parametri ?? []),
      regole: ente.regole,
    });
    loops.push(loop);
    for (const codice of codici) perCodice.set(codice, loop);
  }
  return {
    sveglia: (codice) => perCodice.get(codice)?.sveglia(),
    stop: async () => {
      await Promise.all(loops.map((l) => l.stop()));
    },
  };
}

/** A new key has come: what was parked for lack of it goes back into the queue. Returns how many notifications. */
export async function riprovaSenzaChiave(db: Database, ente: Ente, now: Date): Promise<number> {
  const quando = now.toISOString();
  return db.transaction(async (tx) => {
    let quante = 0;
    for (const codComune of codiciDi(ente))
      quante += await riprova(tx, { motivo: 'CHIAVE_MANCANTE', codComune }, quando);
    const oggetto = `ente:${ente.codiceIstat}`;
    const dettaglio = JSON.stringify({ motivo: 'CHIAVE_MANCANTE', quante });
    if (quante > 0) await registraAzione(tx, { quando, attore: 'allinea', azione: 'riprova', oggetto, dettaglio });
    return quante;
  });
}
