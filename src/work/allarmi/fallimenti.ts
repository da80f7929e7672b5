/**
 * How often in a row each periodic job failed, in the database so that every process and a restart know.
 * Invariant: the first success forgets; nothing is written as long as a job goes well.
 */
import type { Database } from '../../store/database.js';
import { leggiStatoLavoro, scriviStatoLavoro } from '../../store/lavori.js';

/** One job that is failing; `dal` since when, ISO-8601 UTC. */
export interface Fallimento {
  readonly lavoro: string;
  readonly volte: number;
  readonly dal: string;
}

const NOME = 'fallimenti';

type Registro = Record<string, { volte: number; dal: string }>;

const leggi = (testo: string | undefined): Registro => (testo === undefined ? {} : (JSON.parse(testo) as Registro));

/** Every job whose last run failed. */
export async function leggiFallimenti(db: Database): Promise<Fallimento[]> {
  const registro = leggi(await db.transaction((tx) => leggiStatoLavoro(tx, NOME)));
  return Object.entries(registro).map(([lavoro, f]) => ({ lavoro, ...f }));
}

/** Notes how a run ended. */
export async function annotaEsito(
  db: Database,
  { lavoro, riuscito, now }: { readonly lavoro: string; readonly riuscito: boolean; readonly now: Date },
): Promise<void> {
  await db.transaction(async (tx) => {
    const registro = leggi(await leggiStatoLavoro(tx, NOME));
    const prima = registro[lavoro];
    if (riuscito && prima === undefined) return;
    if (riuscito) delete registro[lavoro];
    else registro[lavoro] = { volte: (prima?.volte ?? 0) + 1, dal: prima?.dal ?? now.toISOString() };
    await scriviStatoLavoro(tx, NOME, { valore: JSON.stringify(registro), now: now.toISOString() });
  });
}
