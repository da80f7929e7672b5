/**
 * The list of those who turn eighteen in a half-year, for the office that prepares the semestrale.
 * Invariant: complete birth dates only; the others are counted, for a person to look at. Who looked is in the audit.
 */
import { natiPer, type SemestreDiciottenni, semestreDiLista, semestreSuccessivo } from '../registri/diciottenni.js';
import { registraAzione } from '../store/audit.js';
import type { Database, Row } from '../store/database.js';
import { leggiCalendario } from '../store/revisioni.js';
import { diciottenni, nasciteParziali } from '../store/revisioni-diciottenni.js';
import { oggiInItalia } from './oggi.js';
import { type DiEnte, RichiestaRifiutata } from './revisioni.js';

export interface ListaDiciottenni {
  readonly semestre: SemestreDiciottenni;
  readonly persone: readonly Row[];
  /** People of those years whose birth date is partial. */
  readonly daVerificare: number;
}

/**
 * The list `AAAA-02` or `AAAA-08`; without one, that of the half-year after the present one.
 * @throws RichiestaRifiutata there is no such list
 */
export async function listaDiciottenni(
  db: Database,
  lista: string | undefined,
  ente: DiEnte,
): Promise<ListaDiciottenni> {
  const semestre = lista === undefined ? semestreSuccessivo(oggiInItalia(ente.now)) : semestreDiLista(lista);
  if (semestre === undefined) throw new RichiestaRifiutata([`lista «${lista}»: le liste sono AAAA-02 e AAAA-08`]);
  const { codComune, attore, now } = ente;
  const nati = natiPer(semestre);
  return db.transaction(async (tx) => {
    const azione = { attore, azione: 'diciottenni', oggetto: `lista:${codComune}:${semestre.lista}` };
    await registraAzione(tx, { ...azione, quando: now.toISOString() });
    const persone = await diciottenni(tx, codComune, nati);
    return { semestre, persone, daVerificare: await nasciteParziali(tx, codComune, nati) };
  });
}

/** The preparatory list that a semestrale of the calendar registers, and how many people are on it; undefined for other rounds. */
export async function listaDellaRevisione(
  db: Database,
  codice: string,
  { codComune }: DiEnte,
): Promise<{ readonly lista: string; readonly quanti: number } | undefined> {
  return db.transaction(async (tx) => {
    const revisione = (await leggiCalendario(tx, codComune)).find((r) => r.codice === codice);
    if (revisione?.tipo !== 'SEMESTRALE') return undefined;
    // April's registers who turns eighteen from July on, October's from January on: those after the half-year it ends in.
    const semestre = semestreSuccessivo(revisione.entroIl);
    return { lista: semestre.lista, quanti: (await diciottenni(tx, codComune, natiPer(semestre))).length };
  });
}
