/**
 * The truth: what the offices must read in their views, from the register of the fictitious ANPR and from docs/viste.md.
 * Invariant: nothing of the code under test is used; where the page leaves a choice, the comment here says which was taken.
 */
import { formatIndirizzo } from '../anpr/indirizzo.js';
import type { Comune } from './comune.js';
import type { Persona } from './persona.js';
import type { Registro } from './registro.js';
import { indirizziElettori, righeDiciottenni, righeElettori } from './verita-elettori.js';
import { righeFamiglie } from './verita-famiglie.js';
import { chiE, condizioneDi, eContribuente, trasferita } from './verita-persone.js';
import {
  recapitiIgnoti,
  righeAbitazioni,
  righeCondizioni,
  righePeriodiResidenza,
  righeRecapiti,
} from './verita-tributi.js';

/** An expected row; absent values are null. */
export type RigaVista = Readonly<Record<string, string | number | null>>;

/** The expected rows of the views of state that ANPR's register determines, each by its key. */
export interface Verita {
  /** By `id_scheda_anpr`. */
  readonly v_residenti: ReadonlyMap<string, RigaVista>;
  /** By `id_famiglia_anpr`. */
  readonly v_famiglie: ReadonlyMap<string, RigaVista>;
  /** By `id_scheda_anpr`. */
  readonly v_tributi_contribuenti: ReadonlyMap<string, RigaVista>;
  /** By `id_famiglia_anpr`. */
  readonly v_tributi_nuclei: ReadonlyMap<string, RigaVista>;
  /** By `id_scheda_anpr|dal`. */
  readonly v_tributi_condizioni: ReadonlyMap<string, RigaVista>;
  /** By `id_scheda_anpr|tipo|tipo_indirizzo`. */
  readonly v_tributi_recapiti: ReadonlyMap<string, RigaVista>;
  /** By `indirizzo|id_famiglia_anpr`; nuclei that live together are not added up. */
  readonly v_tari_abitazioni: ReadonlyMap<string, RigaVista>;
  /** By `id_scheda_anpr|dal`. */
  readonly v_imu_periodi_residenza: ReadonlyMap<string, RigaVista>;
  /** By `id_scheda_anpr|lista`. */
  readonly v_elettori: ReadonlyMap<string, RigaVista>;
  /** By `id_scheda_anpr`. */
  readonly v_elettorale_diciottenni: ReadonlyMap<string, RigaVista>;
  /** Cards with an open procedure: their variazioni are provisional. */
  readonly provvisorie: ReadonlySet<string>;
  /** Rows of `v_tributi_recapiti` of which no truth can be told: ANPR changed them without saying so. */
  readonly recapitiIgnoti: ReadonlySet<string>;
  /** Residence in APR of everybody who has one, by `id_scheda_anpr`: what IMU looks at. */
  readonly indirizziAPR: ReadonlyMap<string, string>;
  /**
   * Last known residence, also abroad, of whoever is on a list and was never taken off it, by `id_scheda_anpr|lista`:
   * what the electoral section depends on.
   */
  readonly indirizziElettori: ReadonlyMap<string, string>;
}

const o = (testo: string): string | null => (testo === '' ? null : testo);

/** The residence on one line; null for nobody's. */
export function indirizzoDi(p: Persona): string | null {
  return p.residenza === null ? null : formatIndirizzo(p.residenza.indirizzo);
}

function residente(codComune: string, p: Persona): RigaVista {
  return {
    ...chiE(codComune, p),
    id_anpr: o(p.idANPR),
    sesso: p.sesso,
    data_nascita: p.dataNascita,
    residente_dal: p.posizione.dal,
    id_famiglia_anpr: p.appartenenza?.idFamiglia ?? null,
    codice_legame: p.appartenenza?.codiceLegame ?? null,
    indirizzo: indirizzoDi(p),
  };
}

function contribuente(codComune: string, p: Persona): RigaVista {
  const condizione = condizioneDi(p);
  return {
    ...chiE(codComune, p),
    condizione,
    condizione_dal: p.posizione.dal,
    // Only a card says where who was taken by another comune lives now: whether one was read is nothing the register knows.
    ...(trasferita(p) ? {} : { recapito: condizione === 'NON_RESIDENTE' ? null : indirizzoDi(p) }),
  };
}

/** The expected rows today; `registro` is the comune's as it is now unless another moment is asked for. */
export function verita(comune: Comune, oggi: string, registro: Registro = comune.registro): Verita {
  const { codiceIstat } = comune;
  const persone = [...registro.persone.values()];
  const residenti = persone.filter((p) => p.posizione.stato === 'APR');
  const contribuenti = persone.filter((p) => eContribuente(p, oggi));
  const perScheda = <T>(chi: readonly Persona[], valore: (p: Persona) => T): Map<string, T> =>
    new Map(chi.map((p) => [p.idScheda, valore(p)]));
  const { famiglie, nuclei } = righeFamiglie(codiceIstat, registro, oggi);
  return {
    v_residenti: perScheda(residenti, (p) => residente(codiceIstat, p)),
    v_famiglie: famiglie,
    v_tributi_contribuenti: perScheda(contribuenti, (p) => contribuente(codiceIstat, p)),
    v_tributi_nuclei: nuclei,
    v_tributi_condizioni: righeCondizioni(codiceIstat, registro, oggi),
    v_tributi_recapiti: righeRecapiti(codiceIstat, registro, oggi),
    v_tari_abitazioni: righeAbitazioni(nuclei),
    v_imu_periodi_residenza: righePeriodiResidenza(codiceIstat, registro),
    v_elettori: righeElettori(codiceIstat, registro, oggi),
    v_elettorale_diciottenni: righeDiciottenni(codiceIstat, registro, oggi),
    provvisorie: new Set([...registro.procedimenti].filter(([, aperti]) => aperti.size > 0).map(([id]) => id)),
    recapitiIgnoti: recapitiIgnoti(registro),
    indirizziAPR: perScheda(residenti, (p) => indirizzoDi(p) ?? ''),
    indirizziElettori: indirizziElettori(registro),
  };
}

/** The expected rows right after the initial load. */
export function veritaIniziale(comune: Comune, oggi: string): Verita {
  return verita(comune, oggi, comune.iniziale);
}
