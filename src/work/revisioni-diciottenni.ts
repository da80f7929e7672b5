/**
 * The list of those who turn eighteen in a half-year, for the office that prepares the semestrale.
 * Invariant: complete birth dates only; the others are counted, for a person to look at. Who looked is in the audit.
 */

import { giornoInItalia } from '../anpr/ora-italiana.js';
import { listaPreparatoriaDal } from '../registri/anagrafe.js';
import { natiPer, type SemestreDiciottenni, semestreDiLista, semestreSuccessivo } from '../registri/diciottenni.js';
import { registraAzione } from '../store/audit.js';
import type { Database, Row } from '../store/database.js';
import { leggiCalendario } from '../store/revisioni.js';
import { diciottenni, nasciteParziali } from '../store/revisioni-diciottenni.js';
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
  const semestre = lista === undefined ? semestreSuccessivo(giornoInItalia(ente.now)) : semestreDiLista(lista);
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

/** What the proposals of a semestrale do not say yet. */
export interface ListaDellaRevisione {
  readonly lista: string;
  /** The first day on which its people are proposed. */
  readonly dal: string;
  /** How many of its people are not proposed yet. */
  readonly daProporre: number;
  /** People of those years whose birth date is partial. */
  readonly daVerificare: number;
}

/** The preparatory list that a semestrale of the calendar registers; undefined for other rounds. */
export async function listaDellaRevisione(
  db: Database,
  codice: string,
  { codComune }: DiEnte,
): Promise<ListaDellaRevisione | undefined> {
  return db.transaction(async (tx) => {
    const revisione = (await leggiCalendario(tx, codComune)).find((r) => r.codice === codice);
    if (revisione?.tipo !== 'SEMESTRALE') return undefined;
    // April's registers who turns eighteen from July on, October's from January on: those after the half-year it ends in.
    const semestre = semestreSuccessivo(revisione.entroIl);
    const nati = natiPer(semestre);
    const daProporre = (await diciottenni(tx, codComune, nati)).filter((p) => p.stato === null).length;
    const daVerificare = await nasciteParziali(tx, codComune, nati);
    return { lista: semestre.lista, dal: listaPreparatoriaDal(semestre.dal), daProporre, daVerificare };
  });
}
