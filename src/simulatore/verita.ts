/**
 * The truth: what the offices must read in their views, from the register of the fictitious ANPR and from docs/viste.md.
 * Invariant: nothing of the code under test is used; where the page leaves a choice, the comment here says which was taken.
 */
import { formatIndirizzo } from '../anpr/indirizzo.js';
import type { Comune } from './comune.js';
import type { Persona } from './persona.js';
import type { Registro } from './registro.js';
import { type Regolamento, valoreIl } from './regolamento.js';
import { type Giorni, giorniDeiCampi } from './verita-date.js';
import { indirizziElettori, righeDiciottenni, righeElettori } from './verita-elettori.js';
import { chiInFamiglia, type PresenzaInFamiglia, righeFamiglie } from './verita-famiglie.js';
import { righeFotografie } from './verita-fotografie.js';
import { motiviDelleCase, motiviElettori, motiviIndirizzo } from './verita-motivi.js';
import { chiE, condizioneDi, eContribuente, senzaDimora, trasferita } from './verita-persone.js';
import { type ElenchiTari, righeSenzaUtenza, righeUtenze } from './verita-tari.js';
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
  /** By `indirizzo|id_famiglia_anpr`, empty where the families of one dwelling are added up. */
  readonly v_tari_abitazioni: ReadonlyMap<string, RigaVista>;
  /** By `codice`. */
  readonly v_tari_utenze: ReadonlyMap<string, RigaVista>;
  /** By `id_famiglia_anpr`. */
  readonly v_tari_senza_utenza: ReadonlyMap<string, RigaVista>;
  /** By `anno|id_famiglia_anpr|versione`. */
  readonly v_tari_fotografie: ReadonlyMap<string, RigaVista>;
  /** By `id_scheda_anpr|dal`. */
  readonly v_imu_periodi_residenza: ReadonlyMap<string, RigaVista>;
  /** By `id_scheda_anpr|lista`. */
  readonly v_elettori: ReadonlyMap<string, RigaVista>;
  /** By `id_scheda_anpr`. */
  readonly v_elettorale_diciottenni: ReadonlyMap<string, RigaVista>;
  /** Who every row is about, by `id_scheda_anpr`. */
  readonly chi: ReadonlyMap<string, RigaVista>;
  /** Voters of the semestrale under preparation at the initial load, which proposes them, by `id_scheda_anpr|lista`. */
  readonly propostiDalCarico: ReadonlySet<string>;
  /** Cards with an open procedure: their variazioni are provisional. */
  readonly provvisorie: ReadonlySet<string>;
  /** Who of them is, or was, in a family, by `id_famiglia_anpr`: what was recorded about its nucleo is provisional. */
  readonly provvisorieInFamiglia: ReadonlyMap<string, readonly PresenzaInFamiglia[]>;
  /** Since when each field holds its value; asked for only where changes are told. */
  readonly giorni: () => Giorni;
  /** Why somebody is to be put on a list or taken off it, by `id_scheda_anpr|lista`. */
  readonly motivi: ReadonlyMap<string, readonly string[]>;
  /** Why tributi is told the address, by `C:S:<id_scheda_anpr>` and `N:<id_famiglia_anpr>`. */
  readonly motiviCasa: ReadonlyMap<string, readonly (string | null)[]>;
  /** Why an address is said to change of a voter, by `id_scheda_anpr`: one of these. */
  readonly motiviIndirizzo: ReadonlyMap<string, readonly (string | null)[]>;
  readonly regolamento: Regolamento;
  /** Today, `YYYY-MM-DD`. */
  readonly oggi: string;
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

/** Who has no home is reached at the domicile they elected (table 25: 3), if any. */
function avvisiA(p: Persona): string | null {
  if (p.residenza?.senzaFissaDimora !== true) return indirizzoDi(p);
  const eletto = p.domicili.find((d) => d.tipoIndirizzo === '3');
  return eletto === undefined ? null : formatIndirizzo(eletto.indirizzo);
}

function contribuente(codComune: string, p: Persona, registro: Registro): RigaVista {
  const condizione = condizioneDi(p);
  return {
    ...chiE(codComune, p),
    condizione,
    condizione_dal: p.posizione.dal,
    // Only a card says where who was taken by another comune lives now: whether one was read is nothing the register knows.
    ...(trasferita(p, registro) ? {} : { recapito: condizione === 'NON_RESIDENTE' ? null : avvisiA(p) }),
  };
}

/** The expected rows today; `registro` is the comune's as it is now unless another moment is asked for. */
export function verita(comune: Comune, oggi: string, registro: Registro = comune.registro): Verita {
  const { codiceIstat, regolamento } = comune;
  const persone = [...registro.persone.values()];
  const residenti = persone.filter((p) => p.posizione.stato === 'APR');
  const contribuenti = persone.filter((p) => eContribuente(p, oggi));
  const perScheda = <T>(chi: readonly Persona[], valore: (p: Persona) => T): Map<string, T> =>
    new Map(chi.map((p) => [p.idScheda, valore(p)]));
  const provvisorie = new Set([...registro.procedimenti].filter(([, p]) => p.size > 0).map(([id]) => id));
  const { famiglie, nuclei } = righeFamiglie(codiceIstat, registro, oggi);
  return {
    v_residenti: perScheda(residenti, (p) => residente(codiceIstat, p)),
    v_famiglie: famiglie,
    v_tributi_contribuenti: perScheda(contribuenti, (p) => contribuente(codiceIstat, p, registro)),
    v_tributi_nuclei: nuclei,
    v_tributi_condizioni: righeCondizioni(codiceIstat, registro, oggi),
    v_tributi_recapiti: righeRecapiti(codiceIstat, registro, oggi),
    v_tari_abitazioni: righeAbitazioni(nuclei, valoreIl(regolamento, 'tari_somma_nuclei_coabitanti', oggi) === 'SI'),
    v_tari_utenze: new Map(),
    v_tari_senza_utenza: new Map(),
    v_tari_fotografie: new Map(),
    v_imu_periodi_residenza: righePeriodiResidenza(codiceIstat, registro),
    v_elettori: righeElettori(codiceIstat, registro, oggi),
    v_elettorale_diciottenni: righeDiciottenni(codiceIstat, registro, oggi),
    chi: perScheda(persone, (p) => chiE(codiceIstat, p)),
    propostiDalCarico: new Set(),
    provvisorie,
    provvisorieInFamiglia: chiInFamiglia(registro, provvisorie),
    giorni: () => giorniDeiCampi(registro),
    motivi: motiviElettori(registro, oggi),
    motiviIndirizzo: perScheda(persone, motiviIndirizzo),
    motiviCasa: motiviDelleCase(registro),
    regolamento,
    oggi,
    recapitiIgnoti: recapitiIgnoti(registro),
    indirizziAPR: perScheda(
      residenti.filter((p) => !senzaDimora(p)),
      (p) => indirizzoDi(p) ?? '',
    ),
    indirizziElettori: indirizziElettori(registro),
  };
}

/** The expected rows right after the initial load. */
export function veritaIniziale(comune: Comune, oggi: string): Verita {
  const detta = verita(comune, oggi, comune.iniziale);
  const minori = [...detta.v_elettori].filter(([, r]) => r.stato === 'DA_ISCRIVERE' && r.motivo === 'ETA');
  return { ...detta, propostiDalCarico: new Set(minori.map(([chiave]) => chiave)) };
}

/**
 * The truth with what the TARI office did: a list on the day of the load, one today, and a snapshot of 1 January of `anno`
 * after each of them.
 */
export function conTari(
  comune: Comune,
  v: Verita,
  { anno, ...elenchi }: ElenchiTari & { readonly anno: number },
): Verita {
  const utenze = righeUtenze(comune, elenchi, v);
  return {
    ...v,
    v_tari_utenze: utenze,
    v_tari_senza_utenza: righeSenzaUtenza(utenze, v),
    v_tari_fotografie: righeFotografie(comune, anno),
  };
}
