/**
 * A fact: what one notification says about one entity. Append only; arrival order plays no part in it.
 * Invariant: plain JSON, so that a fact stored today folds to the same state after any upgrade.
 */
import type { DatiSoggetto } from './soggetto.js';

/** What kind of statement it is; `evolve` has one branch for each. */
export const TIPI_FATTO = [
  /** Registered with us: birth, immigration, AIRE registration (1001, 1002, A001, A002). */
  'ISCRIZIONE',
  /** State described after a change (5001, 5005, 5008, 5013, 5021, A006, 1010): sections present replace sections held. */
  'MUTAZIONE',
  /** A whole card as ANPR holds it (3002, initial load): sections present replace sections held. */
  'SCHEDA',
  /** No longer ours: death, transfer, other motives (2001, 2003, N010). */
  'CANCELLAZIONE',
  /** The last cancellation never happened (N015, 2011). */
  'RIPRISTINO',
  /** The last registration never happened (1013, 2003 motive 12). */
  'ANNULLAMENTO_ISCRIZIONE',
  /** State described after the annulment of a mutation (5012): what is later than it never happened. */
  'ANNULLAMENTO_MUTAZIONE',
  /** Same facts, other dates, motive or birthplace (5014). */
  'RETTIFICA',
  /** Official electoral position (5010). */
  'POSIZIONE_ELETTORALE',
  /** A convivenza opened or archived (1010, 2009). */
  'CONVIVENZA',
  /** Says something an office should know, changes no state (N014, N017, N018, NA0x, 1014). */
  'AVVISO',
] as const;
export type TipoFatto = (typeof TIPI_FATTO)[number];

export interface Fatto {
  readonly tipo: TipoFatto;
  /** Operation or notification that says it: `5005`, `N010`, `3002`. */
  readonly operazione: string;
  /** Id of the *registering* operation: orders the facts. Up to 30 digits, sometimes not numeric. */
  readonly idOperazioneANPR?: string;
  /** When ANPR knew (instant, ISO-8601 UTC): orders what has no numeric id. */
  readonly momento?: string;
  /** Id of the notification that carried it, as ANPR gives it: breaks ties only. */
  readonly idNotificaANPR: string;
  /** Effective date of the whole operation (`YYYY-MM-DD`); sections may carry their own. */
  readonly decorrenza?: string;
  readonly dati: DatiSoggetto;
}

/**
 * Keys under which a fact can be found: the card, the national id, the codice fiscale, and for a fact that is about
 * a convivenza and no person the family card; also the codice fiscale that it says was replaced. `S:` scheda, `A:` idANPR, `C:` codice fiscale, `F:` famiglia.
 */
export function chiaviDi(fatto: Fatto): readonly string[] {
  const proprie = chiaviProprie(fatto);
  const precedente = fatto.dati.identificativiPrecedenti?.codiceFiscale;
  const vecchia = precedente === undefined ? undefined : `C:${precedente}`;
  return vecchia === undefined || proprie.length === 0 || proprie.includes(vecchia) ? proprie : [...proprie, vecchia];
}

/** The keys that name whom the fact is about, without the codice fiscale it says was replaced. */
export function chiaviProprie(fatto: Fatto): readonly string[] {
  const { dati } = fatto;
  const id = dati.identificativi;
  if (fatto.tipo === 'CONVIVENZA') {
    const famiglia = dati.famigliaConvivenza?.idFamigliaConvivenzaANPR;
    return famiglia === undefined ? [] : [`F:${famiglia}`];
  }
  const chiavi: string[] = [];
  if (id.idSchedaSoggettoANPR !== undefined) chiavi.push(`S:${id.idSchedaSoggettoANPR}`);
  if (id.idANPR !== undefined) chiavi.push(`A:${id.idANPR}`);
  if (id.codiceFiscale !== undefined) chiavi.push(`C:${id.codiceFiscale}`);
  return chiavi;
}
