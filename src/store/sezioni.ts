/** Electoral sections of the comune, and who is officially on a list. Sections are data of the office: imported, replaced whole. */
import type { Sezione } from '../registri/stradario-sezioni.js';
import { insertRows } from './sql.js';
import type { Tx } from './tx.js';

const SELECT = `SELECT numero, denominazione, cap, specie, toponimo, civico, circoscrizione_ue AS circoscrizioneUE,
  collegio_camera AS collegioCamera, collegio_senato AS collegioSenato,
  circoscrizione_regionali AS circoscrizioneRegionali,
  circoscrizione_circoscrizionali AS circoscrizioneCircoscrizionali
  FROM elettorale_sezioni WHERE cod_comune = ? ORDER BY LENGTH(numero), numero`;

/** Every section of the ente, by number. */
export async function leggiSezioni(tx: Tx, codComune: string): Promise<Sezione[]> {
  return tx.query<Sezione>(SELECT, [codComune]);
}

const COLONNE = [
  'cod_comune',
  'numero',
  'denominazione',
  'cap',
  'specie',
  'toponimo',
  'civico',
  'circoscrizione_ue',
  'collegio_camera',
  'collegio_senato',
  'circoscrizione_regionali',
  'circoscrizione_circoscrizionali',
];

/** Puts these sections in the place of all those of the ente. */
export async function sostituisciSezioni(tx: Tx, codComune: string, sezioni: readonly Sezione[]): Promise<void> {
  await tx.execute('DELETE FROM elettorale_sezioni WHERE cod_comune = ?', [codComune]);
  const righe = sezioni.map((s) => [
    codComune,
    s.numero,
    s.denominazione,
    s.cap,
    s.specie,
    s.toponimo,
    s.civico,
    s.circoscrizioneUE,
    s.collegioCamera,
    s.collegioSenato,
    s.circoscrizioneRegionali,
    s.circoscrizioneCircoscrizionali,
  ]);
  if (righe.length > 0) await insertRows(tx, { table: 'elettorale_sezioni', columns: COLONNE }, righe);
}

/** Keys of the people who are officially on a list, after `dopo`. */
export async function soggettiInLista(
  tx: Tx,
  codComune: string,
  { dopo, limit }: { readonly dopo: string; readonly limit: number },
): Promise<string[]> {
  const rows = await tx.query<{ soggetto: string }>(
    `SELECT DISTINCT soggetto FROM elettorale_elettori
     WHERE cod_comune = ? AND soggetto > ? AND stato IN ('ISCRITTO', 'DA_CANCELLARE') ORDER BY soggetto LIMIT ?`,
    [codComune, dopo, limit],
  );
  return rows.map((r) => r.soggetto);
}
