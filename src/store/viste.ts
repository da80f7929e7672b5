/**
 * The public views (docs/viste.md), as the summary counts them and as a comparison pages through them.
 * Invariant: the names and columns here are the contract with the offices; the test compares them with the database.
 */
import type { Row, Tx } from './tx.js';
import { PERSONA, VISTE_TRIBUTI } from './viste-tributi.js';

/** Columns every reader may count on, and the ones that order a page (unique inside a comune). */
export const VISTE = {
  v_residenti: {
    ordine: ['soggetto'],
    colonne: [
      'cod_comune',
      'id_scheda_anpr',
      'id_anpr',
      'codice_fiscale',
      'cognome',
      'nome',
      'sesso',
      'data_nascita',
      'residente_dal',
      'id_famiglia_anpr',
      'codice_legame',
      'indirizzo',
      'soggetto',
    ],
  },
  v_identita_precedenti: {
    ordine: ['soggetto', 'progressivo'],
    colonne: [
      'cod_comune',
      'id_scheda_anpr',
      'codice_fiscale_attuale',
      'codice_fiscale',
      'stato_cf',
      'cognome',
      'nome',
      'sesso',
      'data_nascita',
      'fino_al',
      'soggetto',
      'progressivo',
    ],
  },
  v_famiglie: {
    ordine: ['id_famiglia_anpr'],
    colonne: [
      'cod_comune',
      'id_famiglia_anpr',
      'tipo_scheda',
      'intestatario',
      'componenti',
      'indirizzo',
      'denominazione',
      'specie_convivenza',
    ],
  },
  ...VISTE_TRIBUTI,
  v_elettori: {
    ordine: ['soggetto', 'lista'],
    colonne: [...PERSONA, 'sesso', 'data_nascita', 'lista', 'sezione', 'stato', 'motivo', 'dal', 'soggetto'],
  },
  v_elettorale_diciottenni: {
    ordine: ['soggetto'],
    colonne: [
      ...PERSONA,
      'sesso',
      'data_nascita',
      'registro',
      'indirizzo',
      'maggiorenne_il',
      'lista',
      'soggetto',
      'stato',
    ],
  },
  v_elettorale_variazioni: {
    ordine: ['id'],
    colonne: [
      'id',
      'cod_comune',
      'tipo',
      'lista',
      'motivo',
      'id_scheda_anpr',
      'codice_fiscale',
      'cognome',
      'nome',
      'campo',
      'oggetto',
      'valore_prima',
      'valore_dopo',
      'decorrenza',
      'conosciuta_il',
      'revisione',
      'entro_il',
      'stato',
      'id_operazione_anpr',
      'id_storno_di',
      'provvisoria',
      'regola',
    ],
  },
} as const;

export type NomeVista = keyof typeof VISTE;
export const NOMI_VISTE = Object.keys(VISTE) as NomeVista[];

/** Rows of every view for one ente. */
export async function contaViste(tx: Tx, codComune: string): Promise<Record<NomeVista, number>> {
  const out = {} as Record<NomeVista, number>;
  for (const vista of NOMI_VISTE) {
    const [row] = await tx.query<{ n: number }>(`SELECT COUNT(*) AS n FROM ${vista} WHERE cod_comune = ?`, [codComune]);
    out[vista] = row?.n ?? 0;
  }
  return out;
}

/** Rows of a view per value of one of its columns, e.g. variazioni per `stato`. */
export async function contaPer(
  tx: Tx,
  codComune: string,
  { vista, colonna }: { readonly vista: NomeVista; readonly colonna: string },
): Promise<Map<string | null, number>> {
  if (!(VISTE[vista].colonne as readonly string[]).includes(colonna)) throw new Error(`${vista} has no ${colonna}`);
  const rows = await tx.query<{ valore: string | null; n: number }>(
    `SELECT ${colonna} AS valore, COUNT(*) AS n FROM ${vista} WHERE cod_comune = ? GROUP BY ${colonna}`,
    [codComune],
  );
  return new Map(rows.map((r) => [r.valore, r.n]));
}

/** A page of a view in its order; `dopo` is the last row of the page before. */
export async function paginaVista(
  tx: Tx,
  codComune: string,
  { vista, dopo, limit }: { readonly vista: NomeVista; readonly dopo?: Row; readonly limit: number },
): Promise<Row[]> {
  const { ordine, colonne } = VISTE[vista];
  const keys: readonly string[] = ordine;
  // The bound on the first column is what lets MySQL use an index; the comparison of rows alone is right, and slow.
  const after = dopo === undefined ? '' : ` AND ${keys[0]} >= ? AND (${keys.join(', ')}) > (${keys.map(() => '?')})`;
  const bounds = dopo === undefined ? [] : keys.map((k) => dopo[k] as string | number);
  return tx.query(
    `SELECT ${colonne.join(', ')} FROM ${vista} WHERE cod_comune = ?${after} ORDER BY ${keys.join(', ')} LIMIT ?`,
    [codComune, ...bounds.slice(0, 1), ...bounds, limit],
  );
}
