/**
 * What ANPR listed and the inbox did not have.
 * Invariant: a missing notification has a row from the moment it was seen missing, and keeps it: recovered, or given up with the
 * reason. Only the inbox says whether it is here.
 */
import { executeIn, insertRows, onKey, selectIn } from './sql.js';
import type { Param, Tx } from './tx.js';

export type StatoVoce = 'MANCANTE' | 'RECUPERATA' | 'IRRECUPERABILE';

export interface VoceMancante {
  readonly codComune: string;
  readonly idOperazioneANPR: string;
  readonly finestraId: number;
  /** As listed; null when ANPR named none. */
  readonly tipo: string | null;
  readonly stato: StatoVoce;
  readonly motivo: string | null;
  /** How often it was asked for by itself. */
  readonly tentativi: number;
  readonly vistaIl: string;
  readonly aggiornataIl: string;
}

const COLUMNS = `cod_comune AS codComune, id_operazione_anpr AS idOperazioneANPR, finestra_id AS finestraId, tipo, stato, motivo,
  tentativi, vista_il AS vistaIl, aggiornata_il AS aggiornataIl`;

/** Which of these ids the inbox holds, under any code of the ente; test notifications do not count. */
export async function idPresenti(tx: Tx, codici: readonly string[], ids: readonly string[]): Promise<Set<string>> {
  const presenti = new Set<string>();
  for (const codice of codici) {
    const righe = await selectIn<{ id: string }>(
      tx,
      `SELECT id_operazione_anpr AS id FROM notifiche WHERE cod_destinatario = ? AND prova = 0
         AND id_operazione_anpr IN :in`,
      { before: [codice], values: ids },
    );
    for (const { id } of righe) presenti.add(id);
  }
  return presenti;
}

export interface Mancante {
  readonly idOperazioneANPR: string;
  readonly tipo: string | null;
}

/** Writes down what is missing in a window; one given up before is tried again, in the window that named it last. */
export async function segnaMancanti(
  tx: Tx,
  { codComune, finestraId, now }: { readonly codComune: string; readonly finestraId: number; readonly now: string },
  mancanti: readonly Mancante[],
): Promise<void> {
  const clause = onKey(tx, 'riconciliazione_voci', {
    key: ['cod_comune', 'id_operazione_anpr'],
    take: ['finestra_id', 'aggiornata_il'],
    set: [
      "tentativi = CASE WHEN riconciliazione_voci.stato = 'MANCANTE' THEN riconciliazione_voci.tentativi ELSE 0 END",
      "stato = 'MANCANTE'",
    ],
  });
  const columns = ['cod_comune', 'id_operazione_anpr', 'finestra_id', 'tipo', 'stato', 'vista_il', 'aggiornata_il'];
  const righe = mancanti.map((m): Param[] => [
    codComune,
    m.idOperazioneANPR,
    finestraId,
    m.tipo?.slice(0, 40) ?? null,
    'MANCANTE',
    now,
    now,
  ]);
  await insertRows(tx, { table: 'riconciliazione_voci', columns, clause }, righe);
}

/** These are in the inbox by now; ids that were never missing change nothing. */
export async function segnaRecuperate(tx: Tx, codComune: string, ids: readonly string[], now: string): Promise<void> {
  await executeIn(
    tx,
    `UPDATE riconciliazione_voci SET stato = 'RECUPERATA', motivo = NULL, aggiornata_il = ?
     WHERE cod_comune = ? AND stato <> 'RECUPERATA' AND id_operazione_anpr IN :in`,
    { before: [now, codComune], values: ids },
  );
}

/** Counts an attempt at one of them, with why it is still missing. */
export async function segnaTentativo(
  tx: Tx,
  v: Pick<VoceMancante, 'codComune' | 'idOperazioneANPR'>,
  { stato, motivo, now }: { readonly stato: StatoVoce; readonly motivo: string; readonly now: string },
): Promise<void> {
  await tx.execute(
    `UPDATE riconciliazione_voci SET tentativi = tentativi + 1, stato = ?, motivo = ?, aggiornata_il = ?
     WHERE cod_comune = ? AND id_operazione_anpr = ?`,
    [stato, motivo.slice(0, 60), now, v.codComune, v.idOperazioneANPR],
  );
}

/** Why one of them is still missing, without counting an attempt. */
export async function segnaMotivo(tx: Tx, codComune: string, id: string, motivo: string): Promise<void> {
  await tx.execute('UPDATE riconciliazione_voci SET motivo = ? WHERE cod_comune = ? AND id_operazione_anpr = ?', [
    motivo.slice(0, 60),
    codComune,
    id,
  ]);
}

/** What is still missing in a window, by id. */
export async function mancantiDi(tx: Tx, finestraId: number, limit: number): Promise<VoceMancante[]> {
  return tx.query<VoceMancante>(
    `SELECT ${COLUMNS} FROM riconciliazione_voci WHERE finestra_id = ? AND stato = 'MANCANTE'
     ORDER BY id_operazione_anpr LIMIT ?`,
    [finestraId, limit],
  );
}

/** One of them; undefined when it was never missing. */
export async function leggiVoce(tx: Tx, codComune: string, id: string): Promise<VoceMancante | undefined> {
  const rows = await tx.query<VoceMancante>(
    `SELECT ${COLUMNS} FROM riconciliazione_voci WHERE cod_comune = ? AND id_operazione_anpr = ?`,
    [codComune, id],
  );
  return rows[0];
}

/** How many of a window are in each state. */
export async function contaVoci(
  tx: Tx,
  finestre: readonly number[],
): Promise<{ readonly finestraId: number; readonly stato: StatoVoce; readonly quante: number }[]> {
  return selectIn(
    tx,
    `SELECT finestra_id AS finestraId, stato, COUNT(*) AS quante FROM riconciliazione_voci WHERE finestra_id IN :in
     GROUP BY finestra_id, stato`,
    { values: finestre },
  );
}

/** What of an ente is not here yet, or was given up, oldest first. */
export async function vociAperte(tx: Tx, codComune: string, limit: number): Promise<VoceMancante[]> {
  return tx.query<VoceMancante>(
    `SELECT ${COLUMNS} FROM riconciliazione_voci WHERE cod_comune = ? AND stato <> 'RECUPERATA'
     ORDER BY vista_il, id_operazione_anpr LIMIT ?`,
    [codComune, limit],
  );
}

/** What is missing in a window goes to the newest one that covers this period: the old one was divided. */
export async function spostaMancanti(
  tx: Tx,
  { id, codComune, tipo }: { readonly id: number; readonly codComune: string; readonly tipo: string },
  { dal, al }: { readonly dal: string; readonly al: string },
): Promise<void> {
  const [nuova] = await tx.query<{ id: number | null }>(
    'SELECT MAX(id) AS id FROM riconciliazione_finestre WHERE cod_comune = ? AND tipo = ? AND dal = ? AND al = ?',
    [codComune, tipo, dal, al],
  );
  await tx.execute("UPDATE riconciliazione_voci SET finestra_id = ? WHERE finestra_id = ? AND stato = 'MANCANTE'", [
    nuova?.id ?? id,
    id,
  ]);
}

/** Of these ids, those that were missing or given up until now. */
export async function nonRecuperate(tx: Tx, codComune: string, ids: readonly string[]): Promise<string[]> {
  const righe = await selectIn<{ id: string }>(
    tx,
    `SELECT id_operazione_anpr AS id FROM riconciliazione_voci
     WHERE cod_comune = ? AND stato <> 'RECUPERATA' AND id_operazione_anpr IN :in`,
    { before: [codComune], values: ids },
  );
  return righe.map((r) => r.id);
}

/** First instant of each of these windows. */
export async function inizioFinestre(tx: Tx, ids: readonly number[]): Promise<Map<number, string>> {
  const righe = await selectIn<{ id: number; dal: string }>(
    tx,
    'SELECT id, dal FROM riconciliazione_finestre WHERE id IN :in',
    { values: ids },
  );
  return new Map(righe.map((r) => [r.id, r.dal]));
}
