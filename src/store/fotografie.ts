/**
 * Snapshots of 1 January: who lived where on that day, as far as was known each time it was written.
 * Invariant: rows are added and never changed: what became known later is one more version.
 */
import type { NucleoAl, Presente } from '../registri/tari-fotografia.js';
import { insertRows, onKey } from './sql.js';
import type { Param, Tx } from './tx.js';

/** Everybody resident in a family (convivenze are none) on that day; a page of families in the order of their id. */
export async function presentiAl(
  tx: Tx,
  codComune: string,
  { giorno, dopo, limit }: { readonly giorno: string; readonly dopo: string; readonly limit: number },
): Promise<Presente[]> {
  const inVigore = (t: string): string => `COALESCE(${t}.dal, '') <= ? AND (${t}.al IS NULL OR ${t}.al > ?)`;
  return tx.query<Presente>(
    `SELECT f.id_famiglia_anpr AS idFamiglia, f.soggetto AS soggetto, f.codice_legame AS codiceLegame, f.al AS al,
       a.data_nascita AS dataNascita, a.precisione_nascita AS precisioneNascita, r.indirizzo AS indirizzo
     FROM appartenenze f
     JOIN posizioni p ON p.cod_comune = f.cod_comune AND p.soggetto = f.soggetto AND p.registro = 'APR' AND ${inVigore('p')}
     JOIN anagrafe a ON a.cod_comune = f.cod_comune AND a.soggetto = f.soggetto
     LEFT JOIN residenze r ON r.cod_comune = f.cod_comune AND r.soggetto = f.soggetto AND r.tipo_indirizzo = '1'
       AND ${inVigore('r')}
     WHERE f.cod_comune = ? AND f.tipo_scheda = '3' AND COALESCE(r.senza_fissa_dimora, '') <> 'S' AND f.id_famiglia_anpr > ? AND ${inVigore('f')}
     ORDER BY f.id_famiglia_anpr LIMIT ?`,
    [giorno, giorno, giorno, giorno, codComune, dopo, giorno, giorno, limit],
  );
}

/** A household as its last version says, and which version that is. */
export interface NucleoConservato extends NucleoAl {
  readonly versione: number;
}

/** The last version of every household of that year. */
export async function ultimaFotografia(
  tx: Tx,
  codComune: string,
  anno: number,
): Promise<Map<string, NucleoConservato>> {
  const righe = await tx.query<NucleoConservato>(
    `SELECT id_famiglia_anpr AS idFamiglia, versione, indirizzo, occupanti, minori FROM tari_fotografie
     WHERE cod_comune = ? AND anno = ? ORDER BY id_famiglia_anpr, versione`,
    [codComune, anno],
  );
  return new Map(righe.map((r) => [r.idFamiglia, r]));
}

/** True when that year has a snapshot. */
export async function esisteFotografia(tx: Tx, codComune: string, anno: number): Promise<boolean> {
  const sql = 'SELECT 1 AS uno FROM tari_fotografie WHERE cod_comune = ? AND anno = ? LIMIT 1';
  return (await tx.query(sql, [codComune, anno])).length > 0;
}

/** Adds versions. A version that another process has just written stays as it wrote it. */
export async function aggiungiVersioni(
  tx: Tx,
  codComune: string,
  { anno, now, nuclei }: { readonly anno: number; readonly now: string; readonly nuclei: readonly NucleoConservato[] },
): Promise<void> {
  const columns = [
    'cod_comune',
    'anno',
    'id_famiglia_anpr',
    'versione',
    'indirizzo',
    'occupanti',
    'minori',
    'scattata_il',
  ];
  const clause = onKey(tx, 'tari_fotografie', { key: columns.slice(0, 4), take: [] });
  const righe = nuclei.map((n): Param[] => [
    codComune,
    anno,
    n.idFamiglia,
    n.versione,
    n.indirizzo,
    n.occupanti,
    n.minori,
    now,
  ]);
  await insertRows(tx, { table: 'tari_fotografie', columns, clause }, righe);
}
