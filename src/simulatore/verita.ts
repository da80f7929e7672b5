/**
 * The truth: what the offices must read in their views, from the register of the fictitious ANPR and from docs/viste.md.
 * Invariant: nothing of the code under test is used; where the page leaves a choice, the comment here says which was taken.
 */
import { formatIndirizzo } from '../anpr/indirizzo.js';
import type { Comune } from './comune.js';
import type { Persona } from './persona.js';
import type { Registro } from './registro.js';
import { righeElettori } from './verita-elettori.js';
import { righeFamiglie } from './verita-famiglie.js';
import { condizioneDi, maggiorenne } from './verita-persone.js';

/** An expected row; absent values are null. */
export type RigaVista = Readonly<Record<string, string | number | null>>;

/** The expected rows of the five views of state, each by its key. */
export interface Verita {
  /** By `id_scheda_anpr`. */
  readonly v_residenti: ReadonlyMap<string, RigaVista>;
  /** By `id_famiglia_anpr`. */
  readonly v_famiglie: ReadonlyMap<string, RigaVista>;
  /** By `id_scheda_anpr`. */
  readonly v_tributi_contribuenti: ReadonlyMap<string, RigaVista>;
  /** By `id_famiglia_anpr`. */
  readonly v_tributi_nuclei: ReadonlyMap<string, RigaVista>;
  /** By `id_scheda_anpr|lista`. */
  readonly v_elettori: ReadonlyMap<string, RigaVista>;
  /** Residence in APR of everybody who has one, by `id_scheda_anpr`: what IMU and the electoral sections look at. */
  readonly indirizziAPR: ReadonlyMap<string, string>;
}

const o = (testo: string): string | null => (testo === '' ? null : testo);

/** The residence on one line; null for nobody's. */
export function indirizzoDi(p: Persona): string | null {
  return p.residenza === null ? null : formatIndirizzo(p.residenza.indirizzo);
}

function residente(codComune: string, p: Persona): RigaVista {
  return {
    cod_comune: codComune,
    id_scheda_anpr: p.idScheda,
    id_anpr: o(p.idANPR),
    codice_fiscale: o(p.codiceFiscale),
    cognome: p.cognome,
    nome: p.nome,
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
    cod_comune: codComune,
    id_scheda_anpr: p.idScheda,
    codice_fiscale: o(p.codiceFiscale),
    cognome: p.cognome,
    nome: p.nome,
    condizione,
    condizione_dal: p.posizione.dal,
    recapito: condizione === 'NON_RESIDENTE' ? null : indirizzoDi(p),
  };
}

/** Registered people count their age today, the others on the day of their condition. */
function eContribuente(p: Persona, oggi: string): boolean {
  const registrata = p.posizione.stato === 'APR' || p.posizione.stato === 'AIRE';
  return maggiorenne(p, registrata ? oggi : p.posizione.dal);
}

/** The expected rows today; `registro` is the comune's as it is now unless another moment is asked for. */
export function verita(comune: Comune, oggi: string, registro: Registro = comune.registro): Verita {
  const { codiceIstat } = comune;
  const residenti = new Map<string, RigaVista>();
  const contribuenti = new Map<string, RigaVista>();
  const indirizziAPR = new Map<string, string>();
  for (const p of registro.persone.values()) {
    if (p.posizione.stato === 'APR') {
      residenti.set(p.idScheda, residente(codiceIstat, p));
      indirizziAPR.set(p.idScheda, indirizzoDi(p) ?? '');
    }
    if (eContribuente(p, oggi)) contribuenti.set(p.idScheda, contribuente(codiceIstat, p));
  }
  const { famiglie, nuclei } = righeFamiglie(codiceIstat, registro);
  return {
    v_residenti: residenti,
    v_famiglie: famiglie,
    v_tributi_contribuenti: contribuenti,
    v_tributi_nuclei: nuclei,
    v_elettori: righeElettori(codiceIstat, registro, oggi),
    indirizziAPR,
  };
}

/** The expected rows right after the initial load. */
export function veritaIniziale(comune: Comune, oggi: string): Verita {
  return verita(comune, oggi, comune.iniziale);
}
