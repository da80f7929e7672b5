/**
 * Variazioni: what an office has to look at, recorded when it became known.
 * Invariant: what was recorded is never rewritten; only its state moves on, and closing says when.
 */
import type { Variazione } from '../registri/righe.js';
import type { Effetto } from '../registri/tari.js';
import { executeIn, insertRows, selectIn } from './sql.js';
import type { Param, Tx } from './tx.js';

/** A variazione to record. `conosciutaIl` is an instant, `entroIl` a calendar date. */
export interface NuovaVariazione extends Variazione {
  readonly conosciutaIl: string;
  readonly notificaId: number | null;
  readonly revisione?: string;
  readonly entroIl?: string;
  /** The accepted variazione this one undoes. */
  readonly idStornoDi?: number;
  /** Instant, for one that is born closed: approved by the official position, undone in the batch that opened it. */
  readonly chiusaIl?: string | null;
  /** What it means for the bills, for one of the tax office that is still to be worked. */
  readonly effetto?: Effetto;
}

export interface VariazioneConservata extends Variazione {
  readonly id: number;
  readonly conosciutaIl: string;
  readonly notificaId: number | null;
  readonly chiusaIl: string | null;
}

const COLUMNS = [
  'cod_comune',
  'ufficio',
  'oggetto',
  'campo',
  'ambito',
  'tipo',
  'motivo',
  'soggetto',
  'id_famiglia_anpr',
  'valore_prima',
  'valore_dopo',
  'decorrenza',
  'conosciuta_il',
  'stato',
  'id_operazione_anpr',
  'notifica_id',
  'revisione',
  'entro_il',
  'id_storno_di',
  'chiusa_il',
  'effetto_dal',
  'anno',
  'da_conguagliare',
  'regola',
  'esito_di',
  'esito_motivo',
];

/** Who decided what a rule closed at once. */
const REGOLA_DEL_COMUNE = 'regola';

const SELECT = `SELECT id, ufficio, oggetto, campo, ambito, tipo, motivo, soggetto, id_famiglia_anpr, valore_prima,
  valore_dopo, decorrenza, id_operazione_anpr, stato, conosciuta_il AS conosciutaIl, notifica_id AS notificaId,
  chiusa_il AS chiusaIl, regola FROM variazioni`;

const SELECT_TORNATA = SELECT.replace(' FROM', ', revisione, entro_il AS entroIl FROM');

function parametri(codComune: string, v: NuovaVariazione): Param[] {
  return [
    codComune,
    v.ufficio,
    v.oggetto,
    v.campo,
    v.ambito,
    v.tipo,
    v.motivo,
    v.soggetto,
    v.id_famiglia_anpr,
    v.valore_prima,
    v.valore_dopo,
    v.decorrenza,
    v.conosciutaIl,
    v.stato,
    v.id_operazione_anpr,
    v.notificaId,
    v.revisione ?? null,
    v.entroIl ?? null,
    v.idStornoDi ?? null,
    v.chiusaIl ?? null,
    v.effetto?.effetto_dal ?? null,
    v.effetto?.anno ?? null,
    v.effetto?.da_conguagliare ?? null,
    v.regola ?? null,
    v.regola === undefined || v.regola === null ? null : REGOLA_DEL_COMUNE,
    v.attoRegola?.slice(0, 240) ?? null,
  ];
}

/** Records variazioni, in the given order. */
export async function inserisciVariazioni(
  tx: Tx,
  codComune: string,
  variazioni: readonly NuovaVariazione[],
): Promise<void> {
  const rows = variazioni.map((v) => parametri(codComune, v));
  await insertRows(tx, { table: 'variazioni', columns: COLUMNS }, rows);
}

/** The variazioni of these objects nobody has closed yet (not accolte, respinte, stornate, ritirate), oldest first. */
export async function variazioniAperte(
  tx: Tx,
  codComune: string,
  oggetti: readonly string[],
): Promise<VariazioneConservata[]> {
  const rows = await selectIn<VariazioneConservata>(
    tx,
    `${SELECT} WHERE cod_comune = ? AND chiusa_il IS NULL AND oggetto IN :in`,
    { before: [codComune], values: oggetti },
  );
  return rows.sort((a, b) => a.id - b.id);
}

/** All variazioni of these objects, oldest first: what leads from the rows first seen to those of now (law 8). */
export async function variazioniDi(
  tx: Tx,
  codComune: string,
  oggetti: readonly string[],
): Promise<VariazioneConservata[]> {
  return catene(tx, codComune, { oggetti, blocco: '' });
}

/** The same, held until the transaction ends: an office that works one meanwhile waits, or is waited for. */
export async function variazioniBloccate(
  tx: Tx,
  codComune: string,
  oggetti: readonly string[],
): Promise<VariazioneConservata[]> {
  return catene(tx, codComune, { oggetti, blocco: tx.kind === 'sqlite' ? '' : ' FOR UPDATE' });
}

async function catene(
  tx: Tx,
  codComune: string,
  { oggetti, blocco }: { readonly oggetti: readonly string[]; readonly blocco: string },
): Promise<VariazioneConservata[]> {
  const rows = await selectIn<VariazioneConservata>(tx, `${SELECT} WHERE cod_comune = ? AND oggetto IN :in${blocco}`, {
    before: [codComune],
    values: oggetti,
  });
  return rows.sort((a, b) => a.id - b.id);
}

/** What one notification recorded, oldest first, with the electoral round that holds it now. */
export async function variazioniDellaNotifica(
  tx: Tx,
  notificaId: number,
): Promise<(VariazioneConservata & Pick<NuovaVariazione, 'revisione' | 'entroIl'>)[]> {
  type Riga = VariazioneConservata & { readonly revisione: string | null; readonly entroIl: string | null };
  const righe = await tx.query<Riga>(`${SELECT_TORNATA} WHERE notifica_id = ? ORDER BY id`, [notificaId]);
  return righe.map(({ revisione, entroIl, ...v }) => ({
    ...v,
    ...(revisione !== null && entroIl !== null && { revisione, entroIl }),
  }));
}

/** Closes variazioni with their final state (`STORNATA`, `RITIRATA`, …); returns how many were still open. */
export async function chiudiVariazioni(
  tx: Tx,
  ids: readonly number[],
  { stato, now }: { readonly stato: string; readonly now: string },
): Promise<number> {
  return executeIn(tx, 'UPDATE variazioni SET stato = ?, chiusa_il = ? WHERE chiusa_il IS NULL AND id IN :in', {
    before: [stato, now],
    values: ids,
  });
}
