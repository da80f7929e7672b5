/**
 * Electoral sections of the comune, and who is officially on a list. Sections are data of the office, imported and replaced
 * whole, and brought up to date by what ANPR says of one (5011, 2012, 3008).
 * Invariant: of two things that ANPR says of a section the later operation stands, whatever the order of arrival; an
 * abolished one is remembered until the office imports it again.
 */
import type { Sezione, SezioneDetta } from '../anpr/sezione.js';
import { confrontaId } from '../registri/ordine.js';
import { executeIn, insertRows, selectIn } from './sql.js';
import type { Tx } from './tx.js';

const SELECT = `SELECT numero, denominazione, cap, specie, toponimo, civico, circoscrizione_ue AS circoscrizioneUE,
  collegio_camera AS collegioCamera, collegio_senato AS collegioSenato,
  circoscrizione_regionali AS circoscrizioneRegionali,
  circoscrizione_circoscrizionali AS circoscrizioneCircoscrizionali
  FROM elettorale_sezioni WHERE cod_comune = ? AND soppressa_dal IS NULL ORDER BY LENGTH(numero), numero`;

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

const valori = (codComune: string, s: Sezione): (string | null)[] => [
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
];

/** Puts these sections in the place of all those of the ente. */
export async function sostituisciSezioni(tx: Tx, codComune: string, sezioni: readonly Sezione[]): Promise<void> {
  await tx.execute('DELETE FROM elettorale_sezioni WHERE cod_comune = ? AND soppressa_dal IS NULL', [codComune]);
  await togli(tx, codComune, sezioni);
  const righe = sezioni.map((s) => valori(codComune, s));
  if (righe.length > 0) await insertRows(tx, { table: 'elettorale_sezioni', columns: COLONNE }, righe);
}

async function togli(tx: Tx, codComune: string, sezioni: readonly Pick<Sezione, 'numero'>[]): Promise<void> {
  const values = sezioni.map((s) => s.numero);
  await executeIn(tx, 'DELETE FROM elettorale_sezioni WHERE cod_comune = ? AND numero IN :in', {
    before: [codComune],
    values,
  });
}

/** What nothing is known of beyond its number. */
const SENZA_DATI: Omit<Sezione, 'numero'> = {
  denominazione: '',
  cap: '',
  specie: '',
  toponimo: '',
  civico: null,
  circoscrizioneUE: null,
  collegioCamera: '',
  collegioSenato: '',
  circoscrizioneRegionali: '',
  circoscrizioneCircoscrizionali: null,
};

const NUMERICO = /^\d+$/;

const piuVecchia = (nuova: string | undefined, nota: string | null | undefined): boolean =>
  NUMERICO.test(nuova ?? '') && NUMERICO.test(nota ?? '') && confrontaId(nuova!, nota!) <= 0;

/**
 * Takes over what ANPR says of sections of this ente; returns how many changed.
 * @param oggi since when a section without a date is abolished, `YYYY-MM-DD`
 */
export async function accogliSezioni(
  tx: Tx,
  codComune: string,
  { dette, oggi }: { readonly dette: readonly SezioneDetta[]; readonly oggi: string },
): Promise<number> {
  const note = await operazioni(
    tx,
    codComune,
    dette.map((d) => d.numero),
  );
  let cambiate = 0;
  for (const d of dette) {
    if (piuVecchia(d.idOperazioneANPR, note.get(d.numero))) continue;
    note.set(d.numero, d.idOperazioneANPR ?? null);
    await togli(tx, codComune, [d]);
    const soppressa = d.dati === null ? (d.decorrenza ?? oggi) : null;
    const riga = [
      ...valori(codComune, d.dati ?? { ...SENZA_DATI, numero: d.numero }),
      d.idOperazioneANPR ?? null,
      soppressa,
    ];
    await insertRows(tx, { table: 'elettorale_sezioni', columns: [...COLONNE, 'operazione', 'soppressa_dal'] }, [riga]);
    cambiate += 1;
  }
  return cambiate;
}

async function operazioni(tx: Tx, codComune: string, numeri: readonly string[]): Promise<Map<string, string | null>> {
  const righe = await selectIn<{ numero: string; operazione: string | null }>(
    tx,
    'SELECT numero, operazione FROM elettorale_sezioni WHERE cod_comune = ? AND numero IN :in',
    { before: [codComune], values: numeri },
  );
  return new Map(righe.map((r) => [r.numero, r.operazione]));
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

/** Those of these people about whom the rule is open. */
export async function conAnomalia(
  tx: Tx,
  codComune: string,
  { regola, soggetti }: { readonly regola: string; readonly soggetti: readonly string[] },
): Promise<Set<string>> {
  const rows = await selectIn<{ oggetto: string }>(
    tx,
    'SELECT oggetto FROM anomalie WHERE aperta = 1 AND cod_comune = ? AND regola = ? AND oggetto IN :in',
    { before: [codComune, regola], values: soggetti },
  );
  return new Set(rows.map((r) => r.oggetto));
}

/** How many anomalies of each of these rules are open. */
export async function quanteAperte(tx: Tx, codComune: string, regole: readonly string[]): Promise<Map<string, number>> {
  const rows = await selectIn<{ regola: string; n: number }>(
    tx,
    'SELECT regola, COUNT(*) AS n FROM anomalie WHERE aperta = 1 AND cod_comune = ? AND regola IN :in GROUP BY regola ORDER BY regola',
    { before: [codComune], values: regole },
  );
  return new Map(rows.map((r) => [r.regola, Number(r.n)]));
}
