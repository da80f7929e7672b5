/**
 * Service 4005: a list is asked for, a ticket is given, and the list is there when it is there (spec D.1).
 * Invariant: a ticket says what had been elaborated when it was asked for, and says the same at every question; every part
 * of a list can be asked for again.
 */
import { gzipSync } from 'node:zlib';
import { type Archivio, numeroNuovo, type VoceArchivio } from './archivio.js';
import { ERRORI, type ErroreANPR, type RispostaKO } from './errori.js';
import type { Disservizio, ImpostazioniServizi } from './impostazioni.js';
import { COMPLETATA, difetto, diOperazioni, GIORNO_MS, idDi, type Ricerca, trova } from './ricerca.js';

/** One `elencoRisposte`. */
export interface VoceRisposta {
  readonly idOperazioneANPR: string;
  readonly statoLavorazione: string;
  readonly tipoOperazione: string;
  readonly contenuto: Uint8Array | null;
  readonly formato: 'gz' | 'xml' | null;
}

/** `RispostaMultipla4005`: the first four elements, and the rest when the list is ready. */
export interface Risposta4005 {
  readonly esito: 'STATO';
  readonly id: string;
  readonly ticket: string;
  readonly stato: '0' | '1' | '2' | '3' | '99';
  /** Instant, ISO-8601 UTC; only an estimate until the list is ready. */
  readonly disponibileIl: string;
  readonly fornitura?: {
    readonly ricerca: Ricerca;
    readonly progressivo: number;
    readonly progressivi: number;
    readonly voci: readonly VoceRisposta[];
  };
}

type Fine = 'PRONTA' | 'PERDE' | 'FALLISCE' | 'TERMINA';

/** A list in the making. */
export interface Ticket {
  readonly id: string;
  readonly ricerca: Ricerca;
  /** Instants, in milliseconds. */
  readonly chiesto: number;
  readonly pronto: number;
  stima: number;
  readonly fine: Fine;
  readonly voci: readonly VoceArchivio[];
}

export interface Elenchi {
  readonly archivio: Archivio;
  readonly impostazioni: () => ImpostazioniServizi;
  readonly ticket: Map<string, Ticket>;
}

/** "Not less than three months from production" (5.10.6). */
const GIORNI_DISPONIBILE = 90;

const DI_ELABORAZIONE = new Set<Disservizio['effetto']>(['FERMO', 'PERDE', 'FALLISCE', 'TERMINA']);

/** The bad day that meets an elaboration, if any. */
function guastoTra(e: Elenchi, dal: number, al: number): Disservizio | undefined {
  const { disservizi } = e.impostazioni();
  return disservizi.find((d) => DI_ELABORAZIONE.has(d.effetto) && al >= Date.parse(d.dal) && dal < Date.parse(d.al));
}

function apriTicket(e: Elenchi, ricerca: Ricerca, { ora, voci }: { ora: number; voci: VoceArchivio[] }): Ticket {
  const i = e.impostazioni();
  const attesa = ricerca.tipo?.startsWith('NA') === true ? i.attesaNAMs : i.attesaMs;
  const guasto = guastoTra(e, ora, ora + attesa);
  const pronto = guasto?.effetto === 'FERMO' ? Date.parse(guasto.al) + attesa : ora + attesa;
  const fine = guasto === undefined || guasto.effetto === 'FERMO' ? 'PRONTA' : (guasto.effetto as Fine);
  return { id: numeroNuovo(e.archivio), ricerca, chiesto: ora, pronto, stima: ora + i.stimaMs, fine, voci };
}

const ko = (e: Elenchi, errore: ErroreANPR): RispostaKO => ({ esito: 'KO', id: numeroNuovo(e.archivio), errore });

/** 4005 `elaborazione`: a ticket in state 0, or a refusal. */
export function elabora(e: Elenchi, ricerca: Ricerca, ora: number): Risposta4005 | RispostaKO {
  const sbagliata = difetto(ricerca, ora);
  if (sbagliata !== undefined) return ko(e, sbagliata);
  const { maxOccorrenze, vuoto, naIndistinte, quotaNascoste } = e.impostazioni();
  const voci = trova(e.archivio, ricerca, { ora, naIndistinte, quotaNascoste });
  if (voci.length > maxOccorrenze) return ko(e, ERRORI.TROPPE);
  const subito = vuoto === 'ALLA_RICHIESTA' || (vuoto === 'A_CASO' && e.archivio.caso.vero(0.5));
  if (voci.length === 0 && subito) return ko(e, ERRORI.VUOTO);
  const t = apriTicket(e, ricerca, { ora, voci });
  e.ticket.set(t.id, t);
  return { esito: 'STATO', id: t.id, ticket: t.id, stato: '0', disponibileIl: new Date(t.stima).toISOString() };
}

/** What an item carries, the same at every question about the same ticket. */
function contenutoDi(e: Elenchi, t: Ticket, v: VoceArchivio): Pick<VoceRisposta, 'contenuto' | 'formato'> {
  const i = e.impostazioni();
  const caso = e.archivio.caso.ramo(`${t.id}/${v.notifica.idOperazioneANPR}`);
  const [vuota, gzVuoto, gz] = [
    caso.numero() < i.quotaVuote,
    caso.numero() < i.quotaGzVuoti,
    caso.numero() < i.quotaGz,
  ];
  if (t.ricerca.dettaglio === 'ID' || vuota) return { contenuto: null, formato: null };
  if (gzVuoto) return { contenuto: gzipSync(Buffer.alloc(0)), formato: 'gz' };
  const xml = Buffer.from(v.notifica.contenuto(), 'utf8');
  return gz ? { contenuto: gzipSync(xml), formato: 'gz' } : { contenuto: xml, formato: 'xml' };
}

/** A list of everything names an NRIS now by its type, now by the service it answers for (#1400). */
function tipoDi(e: Elenchi, t: Ticket, v: VoceArchivio): string {
  const { tipoNotifica, operazione, idOperazioneANPR } = v.notifica;
  if (diOperazioni(t.ricerca) || t.ricerca.tipo === operazione) return operazione;
  const perServizio = t.ricerca.tipo === null && e.archivio.caso.ramo(`tipo/${idOperazioneANPR}`).vero(0.5);
  return perServizio ? operazione : tipoNotifica;
}

function voceRisposta(e: Elenchi, t: Ticket, v: VoceArchivio): VoceRisposta {
  return {
    idOperazioneANPR: idDi(v, t.ricerca),
    statoLavorazione: diOperazioni(t.ricerca) ? COMPLETATA : v.fruita ? '8' : '7',
    tipoOperazione: tipoDi(e, t, v),
    ...contenutoDi(e, t, v),
  };
}

/** The estimate moves on when the list is asked after and is not there (#2352). */
function inCorso(e: Elenchi, t: Ticket, ora: number): Risposta4005 {
  if (t.stima <= ora) t.stima = ora + e.impostazioni().passoMs;
  const disponibileIl = new Date(t.stima).toISOString();
  return { esito: 'STATO', id: numeroNuovo(e.archivio), ticket: t.id, stato: '1', disponibileIl };
}

function parte(e: Elenchi, t: Ticket, progressivo: number): Risposta4005 | RispostaKO {
  const misura = e.impostazioni().vociPerProgressivo;
  const progressivi = Math.ceil(t.voci.length / misura);
  if (t.voci.length === 0 || progressivo < 1 || progressivo > progressivi) return ko(e, ERRORI.VUOTO);
  const queste = t.voci.slice((progressivo - 1) * misura, progressivo * misura);
  const voci = queste.map((v) => voceRisposta(e, t, v));
  if (t.ricerca.dettaglio === 'RISPOSTA') for (const v of queste) v.fruita = true;
  return {
    esito: 'STATO',
    id: numeroNuovo(e.archivio),
    ticket: t.id,
    stato: '2',
    disponibileIl: new Date(t.pronto).toISOString(),
    fornitura: { ricerca: t.ricerca, progressivo, progressivi, voci },
  };
}

/** 4005 `verificaStato`: not yet, one part of the list, or a refusal. */
export function verifica(
  e: Elenchi,
  { ticket, progressivo }: { ticket: string; progressivo: number },
  ora: number,
): Risposta4005 | RispostaKO {
  const t = e.ticket.get(ticket);
  if (t === undefined) return ko(e, ERRORI.VUOTO);
  if (ora < t.pronto) return inCorso(e, t, ora);
  if (t.fine === 'PERDE' || ora > t.pronto + GIORNI_DISPONIBILE * GIORNO_MS) return ko(e, ERRORI.PERDUTO);
  if (t.fine === 'PRONTA') return parte(e, t, progressivo);
  const stato = t.fine === 'FALLISCE' ? '3' : '99';
  const disponibileIl = new Date(t.pronto).toISOString();
  return { esito: 'STATO', id: numeroNuovo(e.archivio), ticket: t.id, stato, disponibileIl };
}
