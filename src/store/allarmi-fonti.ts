/** Counts that alarms are made of. Invariant: reads only; each says since when, null when there is none. */
import { tuple } from './sql.js';
import type { Tx } from './tx.js';

/** How many, and since when the oldest (ISO-8601 UTC; null when none). */
export interface QuanteDal {
  readonly quante: number;
  readonly dal: string | null;
}

async function una(tx: Tx, sql: string, params: readonly string[]): Promise<QuanteDal> {
  const [r] = await tx.query<{ quante: number; dal: string | null }>(sql, params);
  return { quante: Number(r?.quante ?? 0), dal: r?.dal ?? null };
}

/** Parked notifications of these codes, of one reason or of all. */
export const parcheggiate = (tx: Tx, codici: readonly string[], motivo?: string): Promise<QuanteDal> =>
  una(
    tx,
    `SELECT COUNT(*) AS quante, MIN(ricevuta_il) AS dal FROM notifiche
     WHERE stato = 'parked' AND cod_destinatario IN ${tuple(codici.length)}${motivo === undefined ? '' : ' AND motivo = ?'}`,
    motivo === undefined ? codici : [...codici, motivo],
  );

/** Calls for these codes refused for their signature since that instant. */
export const rifiutiFirma = (tx: Tx, codici: readonly string[], istante: string): Promise<QuanteDal> =>
  una(
    tx,
    `SELECT COUNT(*) AS quante, MIN(ricevuto_il) AS dal FROM rifiuti
     WHERE ricevuto_il >= ? AND motivo LIKE 'FIRMA%' AND cod_destinatario IN ${tuple(codici.length)}`,
    [istante, ...codici],
  );

/** Open anomalies of one rule that stop something. */
export interface Bloccanti extends QuanteDal {
  readonly regola: string;
  /** What the oldest few are about. */
  readonly oggetti: readonly string[];
}

/** Enough to find them; the command lists all. */
const OGGETTI = 5;

/** Open anomalies that stop something, by rule. */
export async function anomalieBloccanti(tx: Tx, codComune: string): Promise<Bloccanti[]> {
  const dove = "aperta = 1 AND gravita = 'BLOCCO' AND cod_comune = ?";
  const regole = await tx.query<{ regola: string; quante: number; dal: string }>(
    `SELECT regola, COUNT(*) AS quante, MIN(aperta_il) AS dal FROM anomalie WHERE ${dove} GROUP BY regola ORDER BY regola`,
    [codComune],
  );
  const bloccanti: Bloccanti[] = [];
  for (const r of regole) {
    const righe = await tx.query<{ oggetto: string }>(
      `SELECT oggetto FROM anomalie WHERE ${dove} AND regola = ? ORDER BY id LIMIT ${OGGETTI}`,
      [codComune, r.regola],
    );
    bloccanti.push({ ...r, quante: Number(r.quante), oggetti: righe.map((x) => x.oggetto) });
  }
  return bloccanti;
}
