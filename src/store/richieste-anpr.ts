/**
 * Questions to ANPR's asynchronous lists: written before they are sent, followed by their ticket until they end.
 * Invariant: what was sent has a row. A kill between sending and writing the ticket leaves `DA_INVIARE` with its number, and
 * the same number sent again gets the same answer (spec E), so nothing is asked twice and nothing is lost.
 */
import type { Tx } from './tx.js';

/** What a question is for: the list of a window, the contents of all that is missing in it, one missing notification. */
export type ScopoRichiesta = 'ELENCO' | 'MANCANTI' | 'SINGOLA';
/** `ABBANDONATA` was taking too long and is asked again under another number; `FALLITA` ended without an answer. */
export type StatoRichiesta = 'DA_INVIARE' | 'IN_CORSO' | 'CONCLUSA' | 'FALLITA' | 'ABBANDONATA';

export interface RichiestaANPR {
  readonly id: number;
  readonly codComune: string;
  readonly finestraId: number;
  readonly scopo: ScopoRichiesta;
  readonly dettaglio: 'ID' | 'RISPOSTA';
  /** Id of the one notification asked for. */
  readonly idVoce: string | null;
  readonly idOperazioneComune: string;
  readonly ticket: string | null;
  readonly stato: StatoRichiesta;
  /** Next part to read, from 1, and how many there are. */
  readonly progressivo: number;
  readonly progressivi: number | null;
  /** ANPR's estimate, which moves on while it is not ready. */
  readonly disponibileIl: string | null;
  readonly prossimoIl: string;
  /** Calls since it last got on. */
  readonly tentativi: number;
  readonly esito: string | null;
  readonly chiestaIl: string;
  readonly conclusaIl: string | null;
}

const COLUMNS = `id, cod_comune AS codComune, finestra_id AS finestraId, scopo, dettaglio, id_voce AS idVoce,
  id_operazione_comune AS idOperazioneComune, ticket, stato, progressivo, progressivi, disponibile_il AS disponibileIl,
  prossimo_il AS prossimoIl, tentativi, esito, chiesta_il AS chiestaIl, conclusa_il AS conclusaIl`;

export type NuovaRichiesta = Pick<
  RichiestaANPR,
  'codComune' | 'finestraId' | 'scopo' | 'dettaglio' | 'idVoce' | 'idOperazioneComune'
>;

/** Writes a question down, due at once. */
export async function apriRichiesta(tx: Tx, r: NuovaRichiesta, now: string): Promise<void> {
  await tx.execute(
    `INSERT INTO richieste_anpr (cod_comune, finestra_id, scopo, dettaglio, id_voce, id_operazione_comune, stato,
       prossimo_il, chiesta_il) VALUES (?, ?, ?, ?, ?, ?, 'DA_INVIARE', ?, ?)`,
    [r.codComune, r.finestraId, r.scopo, r.dettaglio, r.idVoce, r.idOperazioneComune, now, now],
  );
}

/** The open question that is due longest. */
export async function richiestaDovuta(tx: Tx, codComune: string, now: string): Promise<RichiestaANPR | undefined> {
  const rows = await tx.query<RichiestaANPR>(
    `SELECT ${COLUMNS} FROM richieste_anpr WHERE cod_comune = ? AND stato IN ('DA_INVIARE', 'IN_CORSO')
       AND prossimo_il <= ? ORDER BY prossimo_il, id LIMIT 1`,
    [codComune, now],
  );
  return rows[0];
}

/** The open questions of an ente, or of one window. */
export async function richiesteAperte(tx: Tx, codComune: string, finestraId?: number): Promise<RichiestaANPR[]> {
  const una = finestraId === undefined ? '' : ' AND finestra_id = ?';
  return tx.query<RichiestaANPR>(
    `SELECT ${COLUMNS} FROM richieste_anpr WHERE cod_comune = ?${una} AND stato IN ('DA_INVIARE', 'IN_CORSO')
     ORDER BY id`,
    finestraId === undefined ? [codComune] : [codComune, finestraId],
  );
}

/** Every question ever put for a window, oldest first. */
export async function richiesteDi(tx: Tx, finestraId: number): Promise<RichiestaANPR[]> {
  return tx.query<RichiestaANPR>(`SELECT ${COLUMNS} FROM richieste_anpr WHERE finestra_id = ? ORDER BY id`, [
    finestraId,
  ]);
}

/** Before a call: counts it and puts the next one off, so that a process killed by an answer does not ask for it in a loop. */
export async function segnaChiamata(tx: Tx, id: number, prossimoIl: string): Promise<void> {
  await tx.execute('UPDATE richieste_anpr SET tentativi = tentativi + 1, prossimo_il = ? WHERE id = ?', [
    prossimoIl,
    id,
  ]);
}

/** What a call changed in an open question. */
export interface Avanzamento {
  readonly ticket?: string;
  readonly disponibileIl?: string | null;
  readonly progressivo?: number;
  readonly progressivi?: number;
  readonly prossimoIl: string;
}

/** The question got on: attempts start again. */
export async function avanzaRichiesta(tx: Tx, r: RichiestaANPR, a: Avanzamento): Promise<void> {
  await tx.execute(
    `UPDATE richieste_anpr SET stato = 'IN_CORSO', tentativi = 0, ticket = ?, disponibile_il = ?, progressivo = ?,
       progressivi = ?, prossimo_il = ? WHERE id = ?`,
    [
      a.ticket ?? r.ticket,
      a.disponibileIl ?? r.disponibileIl,
      a.progressivo ?? r.progressivo,
      a.progressivi ?? r.progressivi,
      a.prossimoIl,
      r.id,
    ],
  );
}

/** The question is over. `esito` is a stable word or ANPR's code. */
export async function chiudiRichiesta(
  tx: Tx,
  id: number,
  fine: {
    readonly stato: Exclude<StatoRichiesta, 'DA_INVIARE' | 'IN_CORSO'>;
    readonly esito: string;
    readonly now: string;
  },
): Promise<void> {
  await tx.execute('UPDATE richieste_anpr SET stato = ?, esito = ?, conclusa_il = ? WHERE id = ?', [
    fine.stato,
    fine.esito.slice(0, 60),
    fine.now,
    id,
  ]);
}

/** The question goes on under another number: the one it had is used up. */
export async function cambiaNumero(tx: Tx, id: number, idOperazioneComune: string): Promise<void> {
  await tx.execute('UPDATE richieste_anpr SET id_operazione_comune = ? WHERE id = ?', [idOperazioneComune, id]);
}

/** The question is due at another time. */
export async function rimandaRichiesta(tx: Tx, id: number, prossimoIl: string): Promise<void> {
  await tx.execute('UPDATE richieste_anpr SET prossimo_il = ? WHERE id = ?', [prossimoIl, id]);
}
