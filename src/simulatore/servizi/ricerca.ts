/**
 * What a question to 4005 may ask and what it finds in the archive (spec D.1).
 * Invariant: periods look at the moment of elaboration, never at an effective date; the end is excluded (#651, #2825).
 */
import type { Archivio, VoceArchivio } from './archivio.js';
import { ERRORI, type ErroreANPR } from './errori.js';

/** What `elaborazione` asks. */
export interface Ricerca {
  /** `operazioneRichiesta`; null asks for everything but N031. */
  readonly tipo: string | null;
  readonly statoLavorazione: string;
  readonly dettaglio: 'ID' | 'RISPOSTA';
  /** Instants, ISO-8601 UTC. */
  readonly periodo?: { readonly dal: string; readonly al: string };
  readonly identificativi?: { readonly da: string; readonly a: string };
}

export const GIORNO_MS = 86_400_000;
const GIORNI_PERIODO = 30;
const GIORNI_INDIETRO = 180;
const STATI_NOTIFICHE = new Set(['7', '8', '9']);
const STATI_OPERAZIONI = new Set(['1', '2', '3', '6']);
/** State of an operation that succeeded (table 44). */
export const COMPLETATA = '2';

const mezzanotte = (ms: number): number => ms - (ms % GIORNO_MS);

function difettoPeriodo({ dal, al }: { dal: string; al: string }, ora: number): ErroreANPR | undefined {
  const [inizio, fine] = [Date.parse(dal), Date.parse(al)];
  if (Number.isNaN(inizio) || Number.isNaN(fine)) return ERRORI.FORMATO;
  if (inizio >= fine) return ERRORI.PERIODO;
  if (fine > ora) return ERRORI.OROLOGIO;
  if (inizio < mezzanotte(ora) - GIORNI_INDIETRO * GIORNO_MS) return ERRORI.TROPPO_VECCHIO;
  return fine - inizio > GIORNI_PERIODO * GIORNO_MS ? ERRORI.FORMATO : undefined;
}

/** What is wrong with a question; undefined for a good one. */
export function difetto(r: Ricerca, ora: number): ErroreANPR | undefined {
  if (r.periodo === undefined && r.identificativi === undefined) return ERRORI.FORMATO;
  if ([r.identificativi?.da, r.identificativi?.a].some((id) => id !== undefined && !/^\d{1,30}$/.test(id)))
    return ERRORI.FORMATO;
  const notifiche = r.tipo?.startsWith('N') === true;
  const ammessi = notifiche ? STATI_NOTIFICHE.has(r.statoLavorazione) : true;
  const noto = STATI_NOTIFICHE.has(r.statoLavorazione) || STATI_OPERAZIONI.has(r.statoLavorazione);
  if (!ammessi || !noto) return ERRORI.FORMATO;
  return r.periodo === undefined ? undefined : difettoPeriodo(r.periodo, ora);
}

/** True when the list is of operations (states 1, 2, 3, 6) and not of notifications. */
export const diOperazioni = (r: Ricerca): boolean => STATI_OPERAZIONI.has(r.statoLavorazione);

function delTipo(v: VoceArchivio, r: Ricerca, naIndistinte: boolean): boolean {
  const { tipoNotifica, operazione, idRegistrante } = v.notifica;
  if (diOperazioni(r)) {
    if (tipoNotifica !== 'NRIS' || idRegistrante === '' || r.statoLavorazione !== COMPLETATA) return false;
    return r.tipo === null || r.tipo === operazione;
  }
  if (r.tipo === null) return tipoNotifica !== 'N031';
  if (r.tipo.startsWith('NA') && tipoNotifica.startsWith('NA')) {
    return naIndistinte || r.tipo === 'NA00' || r.tipo === tipoNotifica;
  }
  return r.tipo === tipoNotifica || r.tipo === operazione;
}

/** The id a list gives: of the notification, or of the operation it answers for. */
export function idDi(v: VoceArchivio, r: Ricerca): string {
  return diOperazioni(r) ? v.notifica.idRegistrante : v.notifica.idOperazioneANPR;
}

function compresa(v: VoceArchivio, r: Ricerca): boolean {
  if (r.statoLavorazione === '7' && v.fruita) return false;
  if (r.statoLavorazione === '8' && !v.fruita) return false;
  if (r.periodo !== undefined) {
    const t = Date.parse(v.elaborata);
    if (t < Date.parse(r.periodo.dal) || t >= Date.parse(r.periodo.al)) return false;
  }
  if (r.identificativi === undefined) return true;
  const id = BigInt(idDi(v, r));
  return id >= BigInt(r.identificativi.da) && id <= BigInt(r.identificativi.a);
}

/** When the question is asked; the rest as in the settings. */
export interface Quando {
  /** Milliseconds of ANPR's clock. */
  readonly ora: number;
  readonly naIndistinte: boolean;
  readonly quotaNascoste: number;
}

function nascosta({ caso }: Archivio, { notifica }: VoceArchivio, quota: number): boolean {
  return quota > 0 && caso.ramo(`nascosta/${notifica.idOperazioneANPR}`).vero(quota);
}

/** What has been elaborated so far and is not older than 180 days, by time of elaboration. */
export function trova(archivio: Archivio, r: Ricerca, { ora, naIndistinte, quotaNascoste }: Quando): VoceArchivio[] {
  const limite = mezzanotte(ora) - GIORNI_INDIETRO * GIORNO_MS;
  return [...archivio.voci.values()]
    .filter((v) => Date.parse(v.elaborata) <= ora && Date.parse(v.elaborata) >= limite)
    .filter((v) => !nascosta(archivio, v, quotaNascoste))
    .filter((v) => delTipo(v, r, naIndistinte) && compresa(v, r))
    .sort((a, b) => (a.elaborata < b.elaborata ? -1 : a.elaborata > b.elaborata ? 1 : 0));
}
