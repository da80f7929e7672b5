/**
 * The sections and the stradario as the office gives them, and what they make of a change of address.
 * Invariant: an import is whole or nothing, and opens no variazioni; a move inside one section leaves nothing to decide.
 */
import { senzaZeri } from '../anpr/valori.js';
import type { Mondo } from '../registri/mondo.js';
import type { Variazione } from '../registri/righe.js';
import { leggiStradarioCsv, sezioneDa, stradaDi, type Tratto } from '../registri/stradario.js';
import { leggiSezioniCsv, type Sezione } from '../registri/stradario-sezioni.js';
import { ELENCO_ESTERO, STRADA_RINOMINATA } from '../registri/variazioni.js';
import { registraAzione } from '../store/audit.js';
import type { Database, Tx } from '../store/database.js';
import { leggiSezioni, sostituisciSezioni } from '../store/sezioni.js';
import { contaStradario, sezioniUfficiali, sostituisciStradario, trattiDi } from '../store/stradario.js';
import { type DiEnte, RichiestaRifiutata } from './revisioni.js';

const UTF8 = new TextDecoder('utf-8', { fatal: true });

/** The text of a file of the office. @throws RichiestaRifiutata it is not UTF-8 */
function testoDi(byte: Uint8Array): string {
  try {
    return UTF8.decode(byte);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new RichiestaRifiutata(['il file non è in UTF-8: salvarlo di nuovo scegliendo «CSV UTF-8»']);
  }
}

async function annota(
  tx: Tx,
  { codComune, attore, now }: DiEnte,
  a: { azione: string; quanti: number },
): Promise<void> {
  const dettaglio = JSON.stringify({ righe: a.quanti });
  await registraAzione(tx, {
    quando: now.toISOString(),
    attore,
    azione: a.azione,
    oggetto: `ente:${codComune}`,
    dettaglio,
  });
}

/** Puts the sections of the file in the place of the present ones. @throws RichiestaRifiutata with every bad line */
export async function importaSezioni(db: Database, byte: Uint8Array, ente: DiEnte): Promise<number> {
  const { sezioni, problemi } = leggiSezioniCsv(testoDi(byte));
  if (problemi.length === 0 && sezioni.length === 0) problemi.push('il file non ha sezioni');
  if (problemi.length > 0) throw new RichiestaRifiutata(problemi);
  return db.transaction(async (tx) => {
    await sostituisciSezioni(tx, ente.codComune, sezioni);
    await annota(tx, ente, { azione: 'sezioni-importa', quanti: sezioni.length });
    return sezioni.length;
  });
}

/** The sections of the ente. */
export function elencaSezioni(db: Database, codComune: string): Promise<Sezione[]> {
  return db.transaction((tx) => leggiSezioni(tx, codComune));
}

/** What the stradario of an ente holds. */
export interface RiassuntoStradario {
  readonly vie: number;
  readonly tratti: number;
  readonly sezioni: number;
}

/** Puts the stradario of the file in the place of the present one. @throws RichiestaRifiutata with every bad line, hole, overlap */
export async function importaStradario(db: Database, byte: Uint8Array, ente: DiEnte): Promise<RiassuntoStradario> {
  const { codComune } = ente;
  const testo = testoDi(byte);
  return db.transaction(async (tx) => {
    const note = (await leggiSezioni(tx, codComune)).map((s) => s.numero);
    const { tratti, problemi } = leggiStradarioCsv(testo, note);
    if (problemi.length === 0 && tratti.length === 0) problemi.push('il file non ha tratti di strada');
    if (problemi.length > 0) throw new RichiestaRifiutata(problemi);
    await sostituisciStradario(tx, codComune, tratti);
    await annota(tx, ente, { azione: 'stradario-importa', quanti: tratti.length });
    return contaStradario(tx, codComune);
  });
}

/** What the stradario of the ente holds now. */
export function riassuntoStradario(db: Database, codComune: string): Promise<RiassuntoStradario> {
  return db.transaction((tx) => contaStradario(tx, codComune));
}

const diIndirizzo = (v: Variazione): boolean =>
  v.ufficio === 'ELETTORALE' &&
  v.campo === 'indirizzo' &&
  (v.motivo === STRADA_RINOMINATA || (v.stato === 'PROPOSTA' && v.motivo !== ELENCO_ESTERO)) &&
  v.valore_dopo !== null;

/** The section the stradario gives to an address of this ente; undefined without a stradario, or where it does not know. */
export async function sezionePerIndirizzo(tx: Tx, codComune: string, indirizzo: string): Promise<string | undefined> {
  return sezioneDa(indirizzo, await trattiDi(tx, codComune, [stradaDi(indirizzo).via]));
}

/**
 * Says of every proposed change of section where it leads: `SEZIONE 7`; where the new address belongs to the official
 * section already, it is recorded as decided (`STESSA_SEZIONE`), so that the log still leads to the address of today.
 * @param ufficiali the official sections, by `<soggetto>|<lista>`; without it those stored, to be read when the rows of the
 * batch are written
 */
export async function conSezioni<T extends { readonly variazione: Variazione }>(
  tx: Tx,
  codComune: string,
  voci: readonly T[],
  ufficiali?: ReadonlyMap<string, string>,
): Promise<T[]> {
  const cambi = voci.map((v) => v.variazione).filter(diIndirizzo);
  if (cambi.length === 0) return [...voci];
  const tratti = await trattiDi(
    tx,
    codComune,
    cambi.map((v) => stradaDi(v.valore_dopo!).via),
  );
  if (tratti.length === 0) return [...voci];
  const soggetti = cambi.map((v) => v.soggetto!);
  const note = ufficiali ?? (await sezioniUfficiali(tx, codComune, soggetti));
  return voci.map((voce) => ({ ...voce, variazione: secondoLoStradario(voce.variazione, tratti, note) }));
}

/** One change of section as the stradario decides it; anything else as it is. Pure. */
export function secondoLoStradario(
  v: Variazione,
  tratti: readonly Tratto[],
  ufficiali: ReadonlyMap<string, string>,
): Variazione {
  const nuova = diIndirizzo(v) ? sezioneDa(v.valore_dopo!, tratti) : undefined;
  if (nuova === undefined) return v;
  const stessa = senzaZeri(ufficiali.get(`${v.soggetto}|${v.ambito}`) ?? '') === senzaZeri(nuova);
  return stessa
    ? { ...v, stato: 'APPROVATA', motivo: 'STESSA_SEZIONE' }
    : { ...v, stato: 'PROPOSTA', motivo: `SEZIONE ${nuova}`.slice(0, 80) };
}

/** The official sections as the rows in memory say them, by `<soggetto>|<lista>`. */
export function sezioniDelMondo({ righe }: Mondo): Map<string, string> {
  const note = new Map<string, string>();
  for (const sue of righe.get('elettorale_elettori')!.values()) {
    for (const r of sue.values()) if (r.sezione !== null) note.set(`${r.soggetto}|${r.lista}`, String(r.sezione));
  }
  return note;
}
