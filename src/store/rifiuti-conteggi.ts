/**
 * How many calls were refused, by reason and ten minutes, with the last one of each.
 * Invariant: whatever comes in, memory and table are bounded by the number of reasons, which are ours; no personal data.
 */
import { insertRows, onKey } from './sql.js';
import type { Param, Tx } from './tx.js';

const GIORNO_MS = 86_400_000;
/** A month is more than anybody asks for. */
const MEMORIA_MS = 31 * GIORNO_MS;
/** More reasons than this program has, times the ten minutes that a database may be away. */
const MASSIMO_VOCI = 2_000;

/** What reached the port and not the service; everything else that is counted was a call that was refused. */
export const FUORI_SERVIZIO = ['PERCORSO', 'HTTP_SU_TLS', 'TLS_FALLITO', 'TLS_INTERROTTO'] as const;
export type FuoriServizio = (typeof FUORI_SERVIZIO)[number];

/** One call that is counted. */
export interface DaContare {
  readonly motivo: string;
  /** ISO-8601 UTC. */
  readonly ricevutoIl: string;
  readonly mittente: string | null;
}

interface Voce {
  quante: number;
  ultimaIl: string;
  mittente: string | null;
}

/** By `scatto motivo`. */
export type VociContate = ReadonlyMap<string, Readonly<Voce>>;

/** What is counted and not yet written, in the order of `scatto motivo`. */
export class Conti {
  #voci = new Map<string, Voce>();

  conta({ motivo, ricevutoIl, mittente }: DaContare, quante = 1): void {
    const chiave = `${scattoDi(ricevutoIl)} ${motivo}`;
    const voce = this.#voci.get(chiave);
    if (voce !== undefined) {
      voce.quante += quante;
      voce.ultimaIl = ricevutoIl;
      voce.mittente = mittente;
    } else if (this.#voci.size < MASSIMO_VOCI) this.#voci.set(chiave, { quante, ultimaIl: ricevutoIl, mittente });
  }

  /** Takes what is there; given back with `riprendi` when it could not be written. */
  prendi(): VociContate {
    const voci = this.#voci;
    this.#voci = new Map();
    return voci;
  }

  riprendi(voci: VociContate): void {
    for (const [chiave, v] of voci)
      this.conta({ motivo: chiave.slice(16), ricevutoIl: v.ultimaIl, mittente: v.mittente }, v.quante);
  }
}

/** The ten minutes of an instant: `2026-06-15T09:3`. */
const scattoDi = (istante: string): string => istante.slice(0, 15);

/** Adds what was counted and forgets what is older than a month. */
export async function scriviConti(tx: Tx, voci: VociContate): Promise<void> {
  const nuovo = (c: string): string => (tx.kind === 'sqlite' ? `excluded.${c}` : `VALUES(${c})`);
  const clause = onKey(tx, 'rifiuti_conteggi', {
    key: ['scatto', 'motivo'],
    take: ['ultima_il', 'ultimo_mittente'],
    set: [`quante = rifiuti_conteggi.quante + ${nuovo('quante')}`],
  });
  const columns = ['scatto', 'motivo', 'quante', 'ultima_il', 'ultimo_mittente'];
  const righe = [...voci].map(([chiave, v]): Param[] => [
    chiave.slice(0, 15),
    chiave.slice(16),
    v.quante,
    v.ultimaIl,
    v.mittente?.slice(0, 80) ?? null,
  ]);
  await insertRows(tx, { table: 'rifiuti_conteggi', columns, clause }, righe);
  const [ultimo] = [...voci.values()]
    .map((v) => v.ultimaIl)
    .toSorted()
    .slice(-1);
  if (ultimo === undefined) return;
  const prima = new Date(Date.parse(ultimo) - MEMORIA_MS).toISOString();
  await tx.execute('DELETE FROM rifiuti_conteggi WHERE scatto < ?', [scattoDi(prima)]);
}

/** What was refused for one reason since an instant. */
export interface Conteggio {
  readonly motivo: string;
  readonly quante: number;
  readonly ultimaIl: string;
  /** Address of the last one; null where it is not known. */
  readonly ultimoMittente: string | null;
}

/** By reason, since the ten minutes of that instant. */
export async function conteggiDal(tx: Tx, istante: string): Promise<Conteggio[]> {
  const righe = await tx.query<Conteggio>(
    `SELECT motivo, quante, ultima_il AS ultimaIl, ultimo_mittente AS ultimoMittente FROM rifiuti_conteggi
     WHERE scatto >= ? ORDER BY motivo, scatto`,
    [scattoDi(istante)],
  );
  const perMotivo = new Map<string, Conteggio>();
  for (const r of righe) {
    const quante = (perMotivo.get(r.motivo)?.quante ?? 0) + Number(r.quante);
    perMotivo.set(r.motivo, { ...r, quante });
  }
  return [...perMotivo.values()];
}
