/**
 * The ledger of a month: what was injected, and the numbers that must be zero.
 * Invariant: a number comes from the database, from the sender or from the fictitious ANPR, never from what should be.
 */
import type { Database, Tx } from '../src/store/database.js';
import { CODICE_ISTAT } from './installazione.js';
import type { NomeMotore } from './opzioni.js';

/** One month on one engine. */
export interface Bilancio {
  readonly motore: NomeMotore;
  readonly versione: string;
  /** By name; every one of them must be zero. */
  readonly zeri: Readonly<Record<string, number>>;
  /** What was injected and what happened, in the order of telling. */
  readonly totali: Readonly<Record<string, number | string>>;
  /** The first few of what is not zero: ids and columns, never values. */
  readonly esempi: readonly string[];
  readonly durataMs: number;
}

export const tuttoZero = (b: Bilancio): boolean => Object.values(b.zeri).every((n) => n === 0);

async function conta(tx: Tx, sql: string): Promise<number> {
  const [riga] = await tx.query<{ n: number | string | null }>(sql);
  return Number(riga?.n ?? 0);
}

/** Ids of the inbox, real notifications only. */
export async function idInInbox(db: Database): Promise<Set<string>> {
  const righe = await db.transaction((tx) =>
    tx.query<{ id: string }>('SELECT id_operazione_anpr AS id FROM notifiche WHERE prova = 0'),
  );
  return new Set(righe.map((r) => r.id));
}

const VOLTE = (tabella: string, colonne: string): string =>
  `SELECT COUNT(*) AS n FROM (SELECT 1 AS uno FROM ${tabella} GROUP BY ${colonne} HAVING COUNT(*) > 1) doppie`;

/** What was done more than once: rows, facts, effects, news for an office. */
export function contaDoppie(db: Database): Promise<number> {
  const domande = [
    VOLTE('notifiche', 'cod_destinatario, id_operazione_anpr, prova'),
    VOLTE('fatti', 'notifica_id, indice'),
    VOLTE('applicazioni', 'notifica_id'),
    VOLTE('variazioni', 'ufficio, oggetto, campo, notifica_id, valore_prima, valore_dopo, decorrenza, conosciuta_il'),
  ];
  return db.transaction(async (tx) => {
    let doppie = 0;
    for (const sql of domande) doppie += await conta(tx, sql);
    return doppie;
  });
}

/** Notifications that are neither applied nor a test. */
export function contaFerme(db: Database): Promise<{ pending: number; parked: number; esempi: string[] }> {
  return db.transaction(async (tx) => {
    const di = (stato: string) =>
      conta(
        tx,
        `SELECT COUNT(*) AS n FROM notifiche WHERE cod_destinatario = '${CODICE_ISTAT}' AND stato = '${stato}'`,
      );
    const righe = await tx.query<{ tipo: string; motivo: string | null; id: string }>(
      "SELECT tipo_notifica AS tipo, motivo, id_operazione_anpr AS id FROM notifiche WHERE stato = 'parked' LIMIT 5",
    );
    const esempi = righe.map((r) => `parked ${r.tipo} ${r.id} ${r.motivo ?? ''}`);
    return { pending: await di('pending'), parked: await di('parked'), esempi };
  });
}

const riga = (nome: string, valore: number | string): string => `| ${nome} | ${valore} |`;

/** The ledger as it is printed and written into the page. */
export function scriviBilancio(b: Bilancio): string {
  const esito = tuttoZero(b) ? 'all zeros' : 'NOT ZERO';
  return [
    `### ${b.versione}: ${esito} (${Math.round(b.durataMs / 1000)} s)`,
    '',
    '| must be zero | |',
    '|---|---|',
    ...Object.entries(b.zeri).map(([nome, n]) => riga(n === 0 ? nome : `**${nome}**`, n)),
    '',
    '| injected and seen | |',
    '|---|---|',
    ...Object.entries(b.totali).map(([nome, n]) => riga(nome, n)),
    ...(b.esempi.length === 0 ? [] : ['', ...b.esempi.map((e) => `- ${e}`)]),
  ].join('\n');
}
