/**
 * What must hold among inbox, facts, tables and views, as questions: each answers with the objects that break it.
 * Invariant: only reads; an answer is ids and numbers, never a value of a person. Every list is cut, because the first
 * hundreds of a broken table say what the rest would say.
 */
import type { Row, Tx } from './tx.js';

/** Objects of one answer. */
const MASSIMO = 500;

/** One object that breaks an invariant, with the numbers that show it. */
export interface Rotto {
  readonly oggetto: string;
  readonly prova: string;
}

interface Domanda {
  readonly regola: string;
  readonly sql: string;
  readonly rotto: (riga: Row) => Rotto;
}

const notifica = (prova: (r: Row) => string) => (r: Row) => ({ oggetto: `notifica:${String(r.id)}`, prova: prova(r) });
const famiglia = (prova: (r: Row) => string) => (r: Row) => ({ oggetto: `F:${String(r.id)}`, prova: prova(r) });
const persona = (prova: (r: Row) => string) => (r: Row) => ({ oggetto: String(r.id), prova: prova(r) });

/** Two periods of one person in which one begins before the other ends. */
const sovrapposti = (tabella: string): string =>
  `SELECT DISTINCT a.soggetto AS id, a.dal AS uno, b.dal AS altro FROM ${tabella} a
   JOIN ${tabella} b ON b.cod_comune = a.cod_comune AND b.soggetto = a.soggetto AND b.dal > a.dal
   WHERE a.cod_comune = ? AND (a.al IS NULL OR a.al > b.dal)`;
const periodi = persona((r) => `dal ${String(r.uno) || '(sempre)'} e dal ${String(r.altro)}`);

const DOMANDE: readonly Domanda[] = [
  {
    regola: 'FATTI_DI_NON_APPLICATA',
    sql: `SELECT DISTINCT f.notifica_id AS id, n.stato FROM fatti f LEFT JOIN notifiche n ON n.id = f.notifica_id
      WHERE f.cod_comune = ? AND (n.id IS NULL OR n.stato <> 'applied')`,
    rotto: notifica((r) => (r.stato === null ? 'la notifica non c’è' : `stato ${String(r.stato)}`)),
  },
  {
    regola: 'APPLICATA_SENZA_TRACCIA',
    sql: `SELECT n.id, n.operazione FROM notifiche n WHERE n.cod_destinatario = ? AND n.stato = 'applied'
      AND NOT EXISTS (SELECT 1 FROM applicazioni a WHERE a.notifica_id = n.id)`,
    rotto: notifica((r) => `operazione ${String(r.operazione)}`),
  },
  {
    regola: 'FATTO_SENZA_CHIAVI',
    sql: `SELECT DISTINCT f.notifica_id AS id FROM fatti f WHERE f.cod_comune = ?
      AND NOT EXISTS (SELECT 1 FROM fatti_chiavi k WHERE k.fatto_id = f.id)`,
    rotto: notifica(() => 'un fatto che nessuno può trovare'),
  },
  {
    regola: 'FATTO_SENZA_CHIAVI',
    sql: `SELECT DISTINCT k.chiave AS id FROM fatti_chiavi k WHERE k.cod_comune = ?
      AND NOT EXISTS (SELECT 1 FROM fatti f WHERE f.id = k.fatto_id)`,
    rotto: persona(() => 'una chiave senza il suo fatto'),
  },
  {
    regola: 'RIGA_SENZA_FATTI',
    sql: `SELECT a.soggetto AS id FROM anagrafe a WHERE a.cod_comune = ?
      AND NOT EXISTS (SELECT 1 FROM fatti_chiavi k WHERE k.cod_comune = a.cod_comune AND k.chiave = a.soggetto)`,
    rotto: persona(() => 'nessun fatto parla di questa scheda'),
  },
  {
    regola: 'COMPONENTI_DIVERSI',
    sql: `SELECT f.id_famiglia_anpr AS id, f.componenti, COUNT(a.soggetto) AS membri FROM v_famiglie f
      LEFT JOIN anagrafe a ON a.cod_comune = f.cod_comune AND a.id_famiglia_anpr = f.id_famiglia_anpr
        AND a.registro = CASE WHEN a.tipo_scheda = '5' THEN 'AIRE' ELSE 'APR' END
      WHERE f.cod_comune = ? GROUP BY f.id_famiglia_anpr, f.componenti HAVING f.componenti <> COUNT(a.soggetto)`,
    rotto: famiglia((r) => `v_famiglie dice ${String(r.componenti)}, i membri sono ${String(r.membri)}`),
  },
  {
    regola: 'COMPONENTI_DIVERSI',
    sql: `SELECT n.id_famiglia_anpr AS id, n.componenti, COUNT(r.soggetto) AS membri FROM v_tributi_nuclei n
      LEFT JOIN v_residenti r ON r.cod_comune = n.cod_comune AND r.id_famiglia_anpr = n.id_famiglia_anpr
      WHERE n.cod_comune = ? GROUP BY n.id_famiglia_anpr, n.componenti HAVING n.componenti <> COUNT(r.soggetto)`,
    rotto: famiglia((r) => `v_tributi_nuclei dice ${String(r.componenti)}, i residenti sono ${String(r.membri)}`),
  },
  {
    // Two heads may be what ANPR says: then the check Q03 is open about it, and nothing here is broken.
    regola: 'DUE_INTESTATARI',
    sql: `SELECT r.id_famiglia_anpr AS id, COUNT(*) AS teste FROM v_residenti r
      JOIN famiglie f ON f.cod_comune = r.cod_comune AND f.id_famiglia_anpr = r.id_famiglia_anpr AND f.tipo_scheda = '3'
      WHERE r.cod_comune = ? AND r.codice_legame = '1' AND NOT EXISTS (SELECT 1 FROM anomalie q
        WHERE q.cod_comune = r.cod_comune AND q.regola = 'Q03' AND q.aperta = 1 AND q.oggetto = CONCAT('F:', r.id_famiglia_anpr))
      GROUP BY r.id_famiglia_anpr HAVING COUNT(*) > 1`,
    rotto: famiglia((r) => `${String(r.teste)} intestatari`),
  },
  {
    regola: 'ELETTORE_NON_ISCRITTO',
    sql: `SELECT DISTINCT e.soggetto AS id, e.lista FROM v_elettori e
      LEFT JOIN anagrafe a ON a.cod_comune = e.cod_comune AND a.soggetto = e.soggetto
      WHERE e.cod_comune = ? AND e.stato = 'ISCRITTO' AND a.registro IS NULL`,
    rotto: persona((r) => `nella lista ${String(r.lista)}, non iscritto in APR né AIRE`),
  },
  { regola: 'PERIODI_SOVRAPPOSTI', sql: sovrapposti('residenze'), rotto: periodi },
  { regola: 'PERIODI_SOVRAPPOSTI', sql: sovrapposti('appartenenze'), rotto: periodi },
  { regola: 'PERIODI_SOVRAPPOSTI', sql: sovrapposti('posizioni'), rotto: periodi },
];

/** Rules that `rotti` looks at, over the whole ente. */
export const REGOLE_ROTTI: readonly string[] = [...new Set(DOMANDE.map((d) => d.regola))];

/** Everything that breaks an invariant, by rule. One statement each. */
export async function rotti(tx: Tx, codComune: string): Promise<ReadonlyMap<string, readonly Rotto[]>> {
  const trovati = new Map<string, Rotto[]>();
  for (const { regola, sql, rotto } of DOMANDE) {
    const testo = tx.kind === 'sqlite' ? sql.replace(/CONCAT\('F:', ([\w.]+)\)/, "'F:' || $1") : sql;
    const righe = await tx.query(`${testo} LIMIT ?`, [codComune, MASSIMO]);
    trovati.set(regola, [...(trovati.get(regola) ?? []), ...righe.map(rotto)]);
  }
  return trovati;
}

/** Due notifications of an ente that nobody applied, and since when the oldest is due. */
export interface Ferme {
  readonly quante: number;
  readonly prima: number;
  readonly dal: string;
}

/** What waits since before `primaDi`; undefined when nothing does. */
export async function ferme(tx: Tx, codice: string, primaDi: string): Promise<Ferme | undefined> {
  const [riga] = await tx.query<{ quante: number; prima: number | null; dal: string | null }>(
    `SELECT COUNT(*) AS quante, MIN(id) AS prima, MIN(prossimo_tentativo_il) AS dal FROM notifiche
     WHERE cod_destinatario = ? AND stato = 'pending' AND prossimo_tentativo_il <= ?`,
    [codice, primaDi],
  );
  if (riga === undefined || riga.quante === 0) return undefined;
  return { quante: riga.quante, prima: riga.prima ?? 0, dal: riga.dal ?? '' };
}

/** A page of applied notifications that still have their content, with the number of their facts. */
export async function applicateDopo(
  tx: Tx,
  codComune: string,
  { dopo, limit }: { readonly dopo: number; readonly limit: number },
): Promise<{ id: number; fatti: number }[]> {
  return tx.query(
    `SELECT n.id, (SELECT COUNT(*) FROM fatti f WHERE f.notifica_id = n.id) AS fatti FROM notifiche n
     WHERE n.cod_destinatario = ? AND n.stato = 'applied' AND n.contenuto_rimosso_il IS NULL AND n.id > ?
     ORDER BY n.id LIMIT ?`,
    [codComune, dopo, limit],
  );
}
