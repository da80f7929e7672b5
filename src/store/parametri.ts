/**
 * The comune's parameters beside the data they govern, and the effect of each open variazione of the tax office.
 * Invariant: the configuration is the source; here is its copy, with the value in force marked for the views.
 */
import type { Parametri } from '../registri/parametri.js';
import type { Effetto } from '../registri/tari.js';
import { executeIn, insertRows } from './sql.js';
import type { Param, Tx } from './tx.js';

const COLONNE = ['cod_comune', 'nome', 'dal', 'valore', 'atto', 'in_vigore'];

/** Makes the copy equal to the configuration, as it stands on the given day. */
export async function scriviParametri(
  tx: Tx,
  codComune: string,
  { parametri, oggi }: { readonly parametri: Parametri; readonly oggi: string },
): Promise<void> {
  await tx.execute('DELETE FROM parametri WHERE cod_comune = ?', [codComune]);
  const righe: Param[][] = [];
  for (const voci of parametri.values()) {
    const inVigore = voci.findLast((v) => v.dal <= oggi);
    for (const v of voci) righe.push([codComune, v.nome, v.dal, v.valore, v.atto, v === inVigore ? 1 : 0]);
  }
  if (righe.length > 0) await insertRows(tx, { table: 'parametri', columns: COLONNE }, righe);
}

/** An open variazione as far as its effect goes. */
export interface VariazioneAperta {
  readonly id: number;
  readonly ambito: string;
  readonly tipo: string;
  readonly motivo: string | null;
  readonly decorrenza: string | null;
  readonly effetto_dal: string | null;
  readonly anno: string | null;
  readonly da_conguagliare: number | null;
}

const SELECT = `SELECT id, ambito, tipo, motivo, decorrenza, effetto_dal, anno, da_conguagliare FROM variazioni
  WHERE cod_comune = ? AND ufficio = 'TRIBUTI' AND stato = 'DA_LAVORARE'`;

/** A page of those of the whole ente, by id. */
export async function paginaTributiAperte(
  tx: Tx,
  codComune: string,
  { dopo, limit }: { readonly dopo: number; readonly limit: number },
): Promise<VariazioneAperta[]> {
  return tx.query<VariazioneAperta>(`${SELECT} AND id > ? ORDER BY id LIMIT ?`, [codComune, dopo, limit]);
}

/** Writes one effect on several variazioni that are still open. */
export async function scriviEffetto(tx: Tx, ids: readonly number[], e: Effetto): Promise<void> {
  const sql = `UPDATE variazioni SET effetto_dal = ?, anno = ?, da_conguagliare = ?
    WHERE stato = 'DA_LAVORARE' AND id IN :in`;
  await executeIn(tx, sql, { before: [e.effetto_dal, e.anno, e.da_conguagliare], values: ids });
}
