/**
 * When notifications came, and which ones were refused: what silence is judged by.
 * Invariant: reads only, by the primary key or backwards from the newest row, so that it stays cheap in a large inbox; test
 * notifications never count.
 */
import type { Canale } from './notifica.js';
import { chunks, selectIn, tuple } from './sql.js';
import type { Param, Tx } from './tx.js';

interface Riga {
  readonly id: number;
  readonly ricevutaIl: string;
}

async function da(tx: Tx, id: number): Promise<Riga | undefined> {
  const sql = 'SELECT id, ricevuta_il AS ricevutaIl FROM notifiche WHERE id >= ? ORDER BY id LIMIT 1';
  return (await tx.query<Riga>(sql, [id]))[0];
}

/** Smallest id that arrived at that instant or later (ids grow with time), by bisection: no index on the instant is needed. */
export async function primoIdDal(tx: Tx, istante: string): Promise<number> {
  const [max] = await tx.query<{ id: number | null }>('SELECT MAX(id) AS id FROM notifiche');
  let basso = 0;
  let alto = Number(max?.id ?? 0) + 1;
  while (basso < alto) {
    const mezzo = Math.floor((basso + alto) / 2);
    const riga = await da(tx, mezzo);
    if (riga === undefined || riga.ricevutaIl >= istante) alto = mezzo;
    else basso = riga.id + 1;
  }
  return basso;
}

/** Which arrivals count. */
export interface QualiArrivi {
  readonly codici: readonly string[];
  readonly canali: readonly Canale[];
}

const dove = ({ codici, canali }: QualiArrivi): { sql: string; params: Param[] } => ({
  sql: `prova = 0 AND cod_destinatario IN ${tuple(codici.length)} AND canale IN ${tuple(canali.length)}`,
  params: [...codici, ...canali],
});

/** The ten-minute slots (`2026-06-15T09:3`, UTC) since that id in which at least one notification came, in order. */
export async function scattiDal(tx: Tx, quali: QualiArrivi, dalId: number): Promise<string[]> {
  const { sql, params } = dove(quali);
  const rows = await tx.query<{ scatto: string }>(
    `SELECT DISTINCT SUBSTR(ricevuta_il, 1, 15) AS scatto FROM notifiche WHERE id >= ? AND ${sql} ORDER BY scatto`,
    [dalId, ...params],
  );
  return rows.map((r) => r.scatto);
}

/** Instant of the last arrival; null when there was none. */
export async function ultimoArrivo(tx: Tx, quali: QualiArrivi): Promise<string | null> {
  const { sql, params } = dove(quali);
  const rows = await tx.query<{ ricevutaIl: string }>(
    `SELECT ricevuta_il AS ricevutaIl FROM notifiche WHERE ${sql} ORDER BY id DESC LIMIT 1`,
    params,
  );
  return rows[0]?.ricevutaIl ?? null;
}

/** Last time that ANPR pushed what 4005 had brought before; null when it never did. */
export async function ultimaCopiaSpinta(tx: Tx, codici: readonly string[]): Promise<string | null> {
  const { sql, params } = dove({ codici, canali: ['4005'] });
  const rows = await tx.query<{ copiaIl: string }>(
    `SELECT ultima_copia_il AS copiaIl FROM notifiche WHERE ${sql} AND duplicati > 0 ORDER BY id DESC LIMIT 1`,
    params,
  );
  return rows[0]?.copiaIl ?? null;
}

/** How many 4005 brought in an interval (open, half-open) that were never pushed as well. */
export async function soloTirate(
  tx: Tx,
  codici: readonly string[],
  { dal, al }: { readonly dal: string; readonly al: string },
): Promise<number> {
  const { sql, params } = dove({ codici, canali: ['4005'] });
  const id = await primoIdDal(tx, dal);
  const [r] = await tx.query<{ n: number }>(
    `SELECT COUNT(*) AS n FROM notifiche WHERE id >= ? AND ricevuta_il > ? AND ricevuta_il < ? AND duplicati = 0 AND ${sql}`,
    [id, dal, al, ...params],
  );
  return Number(r?.n ?? 0);
}

/** Test notifications since that instant, whatever comune they name: ANPR reaches us. */
export async function proveDopo(tx: Tx, istante: string): Promise<number> {
  const dal = await primoIdDal(tx, istante);
  const [r] = await tx.query<{ n: number }>(
    'SELECT COUNT(*) AS n FROM notifiche WHERE id >= ? AND prova = 1 AND ricevuta_il > ?',
    [dal, istante],
  );
  return Number(r?.n ?? 0);
}

/** Instants of the test notifications of an interval (half-open), the last twenty. */
export async function proveFra(tx: Tx, { dal, al }: { readonly dal: string; readonly al: string }): Promise<string[]> {
  const id = await primoIdDal(tx, dal);
  const rows = await tx.query<{ ricevutaIl: string }>(
    `SELECT ricevuta_il AS ricevutaIl FROM notifiche WHERE id >= ? AND prova = 1 AND ricevuta_il >= ? AND ricevuta_il < ?
     ORDER BY id DESC LIMIT 20`,
    [id, dal, al],
  );
  return rows.map((r) => r.ricevutaIl).toReversed();
}

/** A refused call that named its notification. */
export interface RifiutoConId {
  readonly idOperazioneANPR: string;
  readonly tipoNotifica: string | null;
  readonly motivo: string;
  readonly dettaglio: string;
  readonly ricevutoIl: string;
  /** Its sender was verified: nobody else's word is evidence. */
  readonly verificato: boolean;
}

/** Refused calls that named a notification for one of these codes, in a half-open interval, oldest first; the log is bounded. */
export async function rifiutiConId(
  tx: Tx,
  codici: readonly string[],
  { dal, al }: { readonly dal: string; readonly al: string },
): Promise<RifiutoConId[]> {
  const righe = await tx.query<Omit<RifiutoConId, 'verificato'> & { verificato: number }>(
    `SELECT id_operazione_anpr AS idOperazioneANPR, tipo_notifica AS tipoNotifica, motivo, dettaglio,
       ricevuto_il AS ricevutoIl, verificato
     FROM rifiuti WHERE ricevuto_il >= ? AND ricevuto_il < ? AND id_operazione_anpr IS NOT NULL
       AND cod_destinatario IN ${tuple(codici.length)} ORDER BY id`,
    [dal, al, ...codici],
  );
  return righe.map((r) => ({ ...r, verificato: Number(r.verificato) === 1 }));
}

/** Which of these ids are in the inbox. */
export async function giaArrivate(tx: Tx, codici: readonly string[], ids: readonly string[]): Promise<Set<string>> {
  const out = new Set<string>();
  for (const codice of codici) {
    for (const parte of chunks(ids, 500)) {
      const rows = await selectIn<{ id: string }>(
        tx,
        'SELECT id_operazione_anpr AS id FROM notifiche WHERE cod_destinatario = ? AND prova = 0 AND id_operazione_anpr IN :in',
        { before: [codice], values: parte },
      );
      for (const r of rows) out.add(r.id);
    }
  }
  return out;
}

/** Ids of the newest pushed notifications whose bytes are still here. */
export async function ultimeSpinte(tx: Tx, codici: readonly string[], limit: number): Promise<number[]> {
  const { sql, params } = dove({ codici, canali: ['N000'] });
  const rows = await tx.query<{ id: number }>(
    `SELECT id FROM notifiche WHERE ${sql} AND contenuto_rimosso_il IS NULL ORDER BY id DESC LIMIT ?`,
    [...params, limit],
  );
  return rows.map((r) => r.id);
}

/** How far 4005 got for an ente. Instants ISO-8601 UTC; all null when it was never asked. */
export interface StatoRichiami {
  readonly primo: string | null;
  /** End of the last period for which ANPR listed something. */
  readonly ultimoPieno: string | null;
  readonly copertoFino: string | null;
  /** When the longest unanswered question was put. */
  readonly inAttesaDal: string | null;
  /** Begin of the oldest period that is not covered yet. */
  readonly daCoprireDal: string | null;
}

const APERTE = "('DA_CHIEDERE', 'CHIESTA', 'RECUPERO')";

export async function statoRichiami(tx: Tx, codComune: string): Promise<StatoRichiami> {
  const [r] = await tx.query<StatoRichiami>(
    `SELECT MIN(dal) AS primo, MAX(CASE WHEN elencate > 0 THEN al END) AS ultimoPieno,
       MAX(CASE WHEN stato IN ('COPERTA', 'RECUPERO') THEN al END) AS copertoFino,
       MIN(CASE WHEN stato IN ${APERTE} THEN dal END) AS daCoprireDal
     FROM riconciliazione_finestre WHERE cod_comune = ? AND stato <> 'ANNULLATA' AND origine <> 'RICHIESTA'`,
    [codComune],
  );
  const [attesa] = await tx.query<{ dal: string | null }>(
    `SELECT MIN(r.chiesta_il) AS dal FROM richieste_anpr r JOIN riconciliazione_finestre f ON f.id = r.finestra_id
     WHERE r.cod_comune = ? AND f.stato IN ('DA_CHIEDERE', 'CHIESTA')`,
    [codComune],
  );
  return {
    primo: r?.primo ?? null,
    ultimoPieno: r?.ultimoPieno ?? null,
    copertoFino: r?.copertoFino ?? null,
    daCoprireDal: r?.daCoprireDal ?? null,
    inAttesaDal: attesa?.dal ?? null,
  };
}
