/**
 * Variazioni: what changed in the rows an office sees, recorded when it became known.
 * Law: variazioni add up — those of an office that are neither respinte nor stornate lead, field by field, from the rows
 * it first saw to the rows it sees now.
 */
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
}

/** The variazioni of one person. */
export function variazioniSoggetto(
  soggetto: string,
  viste: { readonly prima: VistaSoggetto; readonly dopo: VistaSoggetto },
  causa: Causa,
): Variazione[] {
  const prima = campiSoggetto(soggetto, viste.prima);
  const dopo = campiSoggetto(soggetto, viste.dopo);
  const passaggio = passaggioLista(viste.prima.anagrafe, viste.dopo.anagrafe);
  return confronta(prima, dopo).map((d) => {
    const v = variazione(d, causa, { soggetto, idFamiglia: null });
    return v.tipo === 'CAMBIO_GENERALITA' && passaggio !== null ? { ...v, motivo: passaggio } : v;
  });
}

/** Lists are divided by sex: its change moves the voter from one to the other (D.P.R. 223/1967 art. 5). */
function passaggioLista(prima: Riga | undefined, dopo: Riga | undefined): string | null {
  const [da, a] = [testo(prima?.sesso)?.toUpperCase(), testo(dopo?.sesso)?.toUpperCase()];
  if (da === undefined || a === undefined || da === a) return null;
  return a === 'M' ? 'PASSA_ALLA_LISTA_MASCHILE' : 'PASSA_ALLA_LISTA_FEMMINILE';
}

/** The rows of one nucleo before and after one application. */
export interface VistaNucleo {
  readonly prima: Riga | undefined;
  readonly dopo: Riga | undefined;
  /** The soggetto shown to the office. */
  readonly intestatario: string | null;
  /** Day on which the last one left: a nucleo that ends does so then, one that never was has none. */
  readonly ultimaUscita: string | null;
}

/** The variazioni of one nucleo. */
export function variazioniNucleo(idFamiglia: string, nuclei: VistaNucleo, causa: Causa): Variazione[] {
  const { prima, dopo, ultimaUscita } = nuclei;
  const fine = dopo === undefined ? ultimaUscita : null;
  const finita = prima !== undefined && fine !== null ? { ...prima, dal: fine } : prima;
  const differenze = confronta(campiNucleo(idFamiglia, finita), campiNucleo(idFamiglia, dopo));
  return differenze.map((d) => variazione(d, causa, { soggetto: nuclei.intestatario, idFamiglia }));
}

interface Differenza {
  readonly campo: Campo;
  readonly prima: string | null;
  readonly dopo: string | null;
  readonly rettifica: boolean;
}

function confronta(prima: Campi, dopo: Campi): Differenza[] {
  const differenze: Differenza[] = [];
  for (const chiave of new Set([...prima.keys(), ...dopo.keys()])) {
    const [x, y] = [prima.get(chiave), dopo.get(chiave)];
    const campo = y ?? x!;
    if (campo.soloSeCera && (x === undefined || y === undefined)) continue;
    const [a, b] = [x?.valore ?? null, y?.valore ?? null];
    const rettifica = a === b && (x?.decorrenza !== y?.decorrenza || x?.motivo !== y?.motivo);
    if (a !== b || rettifica) differenze.push({ campo, prima: a, dopo: b, rettifica });
  }
  return differenze;
}

/** Positions that only the official answer of ANPR gives: there is nothing left to propose. */
const UFFICIALE = new Set<string | null>(['ISCRITTO', 'CANCELLATO', null]);

function variazione(
  { campo, prima, dopo, rettifica }: Differenza,
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
    motivo: campo.tipo === 'ISCRIZIONE' && prima === 'ISCRITTO' ? 'REISCRIZIONE' : campo.motivo,
    soggetto: di.soggetto,
    id_famiglia_anpr: di.idFamiglia,
    valore_prima: prima,
    valore_dopo: dopo,
    decorrenza: campo.decorrenza ?? causa.decorrenza,
    id_operazione_anpr: causa.idOperazioneANPR,
    stato: campo.ufficio === 'TRIBUTI' ? 'DA_LAVORARE' : decisa ? 'APPROVATA' : 'PROPOSTA',
    ...(rettifica && { rettifica }),
    ...(causa.operazione !== undefined && { operazione: causa.operazione }),
  };
}
