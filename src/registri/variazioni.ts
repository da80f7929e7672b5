/**
 * Variazioni: what changed in the rows an office sees, recorded when it became known.
 * Law: variazioni add up — those of an office that are neither respinte nor stornate lead, field by field, from the rows
 * it first saw to the rows it sees now; of an address, up to the way it is written.
 */
import { stessoIndirizzo } from '../anpr/indirizzo.js';
import type { GiorniNucleo } from './famiglie.js';
import type { Riga, Variazione } from './righe.js';
import { type Campi, type Campo, campiNucleo, campiSoggetto, testo, type VistaSoggetto } from './variazioni-campi.js';

export type { VistaSoggetto } from './variazioni-campi.js';

/** Which notification the differences come from. */
export interface Causa {
  readonly idOperazioneANPR: string | null;
  /** Effective date used where a field has none of its own. */
  readonly decorrenza: string | null;
  /** Code of the operation (`1001`, `N010`), which the rules of the comune may ask for. */
  readonly operazione?: string;
  /** It gives streets or numbers another name (table 25: 10). */
  readonly rinomina?: boolean;
  /** It corrects how an address was written down (table 25: 11). */
  readonly corregge?: boolean;
  /** Days since which it says renamed addresses are held, but for the day of the renaming. */
  readonly residenzeDal?: ReadonlySet<string>;
}

/** The variazioni of one person. */
export function variazioniSoggetto(
  soggetto: string,
  viste: { readonly prima: VistaSoggetto; readonly dopo: VistaSoggetto },
  causa: Causa,
): Variazione[] {
  const prima = campiSoggetto(soggetto, viste.prima);
  const dopo = campiSoggetto(soggetto, viste.dopo);
  return confronta(prima, dopo).map((d) => {
    const v = variazione(d, causa, { soggetto, idFamiglia: null });
    const dal = giornoCasa(viste.prima.anagrafe?.indirizzo_dal, viste.dopo.anagrafe?.indirizzo_dal);
    return v.ufficio === 'ELETTORALE' ? perLElettorale(v, viste, causa) : perITributi(v, dal, causa);
  });
}

interface Viste {
  readonly prima: VistaSoggetto;
  readonly dopo: VistaSoggetto;
}

/** Motive of a change of address abroad: the list of the voters abroad changes, the section only by the office (L. 459/2001). */
export const ELENCO_ESTERO = 'ELENCO_ESTERO';
/** Motive of a new name of the same place (table 25: 10): nobody moved, the section is the same unless the stradario says so. */
export const STRADA_RINOMINATA = 'STRADA_RINOMINATA';

/** Motive of an address that had been written down wrong (table 25: 11): nobody moved, what was matched by it is looked at again. */
export const INDIRIZZO_CORRETTO = 'INDIRIZZO_CORRETTO';
/** Motives of the same home under another label: no tax has a new beginning because of them (modello-dati E.5). */
export const STESSA_CASA: ReadonlySet<string | null> = new Set([STRADA_RINOMINATA, INDIRIZZO_CORRETTO]);

/** Where somebody, or a nucleo, lives. */
const DI_CASA: ReadonlySet<string> = new Set(['recapito', 'abitazione', 'indirizzo']);

/** True when an office reads the same in both: of an address, however it is written. */
export function stessoValore(campo: string, a: string | null, b: string | null): boolean {
  return a === b || (DI_CASA.has(campo) && a !== null && b !== null && stessoIndirizzo(a, b));
}

/** Since when the home is held, null = since ever; undefined where it is not held since the same day. */
function giornoCasa(prima: unknown, dopo: unknown): string | null | undefined {
  return testo(prima) === testo(dopo) ? testo(dopo) : undefined;
}

/** The same home under another label: only the label is news, and of a new name IMU has nothing to decide. */
function perITributi(v: Variazione, dal: string | null | undefined, causa: Causa): Variazione {
  const resta = dal !== undefined && v.rettifica !== true && v.valore_prima !== null && v.valore_dopo !== null;
  if (!resta || !DI_CASA.has(v.campo)) return v;
  if (causa.corregge === true) return { ...v, motivo: INDIRIZZO_CORRETTO };
  if (causa.rinomina !== true) return v;
  // With a day we do not know, the move to that place may still be under way: then somebody has to look.
  const { residenzeDal = new Set() } = causa;
  const nota = residenzeDal.size === 0 || (dal !== null && residenzeDal.has(dal));
  return { ...v, motivo: STRADA_RINOMINATA, ...(v.ambito === 'IMU' && nota && { stato: 'ACCOLTA' }) };
}

/** What only the passage from one state to the other says, not the field itself. */
function perLElettorale(v: Variazione, viste: Viste, { rinomina }: Causa): Variazione {
  const { prima, dopo } = viste;
  if (v.campo === 'generalita') return { ...v, motivo: passaggioLista(prima.anagrafe, dopo.anagrafe) ?? v.motivo };
  if (v.campo === 'stato') return reiscrizione(v, viste) ? { ...v, motivo: 'REISCRIZIONE' } : v;
  if (v.campo !== 'indirizzo') return v;
  // Without a home there is no section to change to.
  if (v.valore_dopo === null) return { ...v, stato: 'APPROVATA' };
  if (dopo.anagrafe?.registro === 'AIRE') return { ...v, motivo: ELENCO_ESTERO };
  const stessaCasa = prima.anagrafe?.indirizzo_dal === dopo.anagrafe?.indirizzo_dal;
  return rinomina === true && stessaCasa && v.rettifica !== true
    ? { ...v, motivo: STRADA_RINOMINATA, stato: 'APPROVATA' }
    : v;
}

/**
 * Back on the list that the person was taken off, by a title that was there before: the registration is the same, or was
 * restored, and nobody comes of age twice. No other comune has to cancel first (modello-dati E.3, E.8, E.9 "capacity").
 */
function reiscrizione(v: Variazione, { prima, dopo }: Viste): boolean {
  if (v.valore_dopo !== 'DA_ISCRIVERE' || !STATO_IN_LISTA.has(v.valore_prima)) return false;
  // A minor goes back only with the semestrale (E.9), and the row of one has a motive.
  if (dopo.elettori.some((e) => e.lista === v.ambito && e.motivo !== null)) return false;
  if (v.valore_prima === 'ISCRITTO' || v.motivo === 'ETA') return true;
  if (NUOVO_TITOLO.has(v.motivo)) return false;
  const qui = testo(dopo.anagrafe?.registro_dal);
  const uscito = testo(prima.anagrafe?.cancellato_dal);
  return qui !== null && (qui === testo(prima.anagrafe?.registro_dal) || (uscito !== null && qui < uscito));
}

/** On the list now or before. */
const STATO_IN_LISTA: ReadonlySet<string | null> = new Set(['ISCRITTO', 'DA_CANCELLARE', 'CANCELLATO']);
const NUOVO_TITOLO: ReadonlySet<string | null> = new Set(['CITTADINANZA', 'CITTADINANZA_UE']);

/** Lists are divided by sex: its change moves the voter from one to the other (D.P.R. 223/1967 art. 5). */
function passaggioLista(prima: Riga | undefined, dopo: Riga | undefined): string | null {
  const [da, a] = [testo(prima?.sesso)?.toUpperCase(), testo(dopo?.sesso)?.toUpperCase()];
  if (da === undefined || a === undefined || da === a) return null;
  return a === 'M' ? 'PASSA_ALLA_LISTA_MASCHILE' : 'PASSA_ALLA_LISTA_FEMMINILE';
}

/** The row of one nucleo, if it is there, and since when it is as it is. */
export interface StatoNucleo {
  readonly riga: Riga | undefined;
  readonly giorni: Pick<GiorniNucleo, 'componenti' | 'indirizzo'>;
}

/** One nucleo before and after one application. */
export interface VistaNucleo {
  readonly prima: StatoNucleo;
  readonly dopo: StatoNucleo;
  /** The soggetto shown to the office. */
  readonly intestatario: string | null;
}

/** The variazioni of one nucleo. */
export function variazioniNucleo(idFamiglia: string, nuclei: VistaNucleo, causa: Causa): Variazione[] {
  const { prima, dopo } = nuclei;
  // A nucleo that never was (RA art. 18-bis) is undone from the day on which it had begun.
  const giorni = {
    componenti: dopo.giorni.componenti ?? prima.giorni.componenti,
    indirizzo: dopo.giorni.indirizzo ?? prima.giorni.indirizzo,
  };
  const differenze = confronta(campiNucleo(idFamiglia, prima), campiNucleo(idFamiglia, { ...dopo, giorni }));
  const dal = giornoCasa(prima.giorni.indirizzo, dopo.giorni.indirizzo);
  const di = { soggetto: nuclei.intestatario, idFamiglia };
  return differenze.map((d) => perITributi(variazione(d, causa, di), dal, causa));
}

interface Differenza {
  readonly campo: Campo;
  readonly prima: string | null;
  readonly dopo: string | null;
  readonly rettifica: boolean;
  readonly decorrenzaPrima: string | null;
}

function confronta(prima: Campi, dopo: Campi): Differenza[] {
  const differenze: Differenza[] = [];
  for (const chiave of new Set([...prima.keys(), ...dopo.keys()])) {
    const [x, y] = [prima.get(chiave), dopo.get(chiave)];
    const campo = y ?? x!;
    if (campo.soloSeCera && (x === undefined || y === undefined)) continue;
    const [a, b] = [x?.valore ?? null, y?.valore ?? null];
    const uguali = stessoValore(campo.campo, a, b);
    const rettifica = uguali && (x?.decorrenza !== y?.decorrenza || x?.motivo !== y?.motivo);
    if (!uguali || rettifica)
      differenze.push({ campo, prima: a, dopo: uguali ? a : b, rettifica, decorrenzaPrima: x?.decorrenza ?? null });
  }
  return differenze;
}

/** Positions that only the official answer of ANPR gives: there is nothing left to propose. */
const UFFICIALE = new Set<string | null>(['ISCRITTO', 'CANCELLATO', null]);

function variazione(
  { campo, prima, dopo, rettifica, decorrenzaPrima }: Differenza,
  causa: Causa,
  di: { readonly soggetto: string | null; readonly idFamiglia: string | null },
): Variazione {
  const decisa = campo.campo === 'sezione' || (campo.campo === 'stato' && UFFICIALE.has(dopo));
  return {
    ufficio: campo.ufficio,
    oggetto: campo.oggetto,
    campo: campo.campo,
    ambito: campo.ambito,
    tipo: campo.tipo,
    motivo: campo.motivo,
    soggetto: di.soggetto,
    id_famiglia_anpr: di.idFamiglia,
    valore_prima: prima,
    valore_dopo: dopo,
    decorrenza: campo.decorrenza ?? causa.decorrenza,
    id_operazione_anpr: causa.idOperazioneANPR,
    stato: campo.ufficio === 'TRIBUTI' ? 'DA_LAVORARE' : decisa ? 'APPROVATA' : 'PROPOSTA',
    ...(rettifica && { rettifica, decorrenzaPrima }),
    ...(causa.operazione !== undefined && { operazione: causa.operazione }),
  };
}
