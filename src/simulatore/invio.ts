/**
 * The sender: pushes notifications with ANPR's policy. Five attempts five minutes apart for each notification, then suspended
 * until somebody asks; one that fails holds back nobody, so order is not preserved (spec A.3).
 * Invariant: a notification counts as acknowledged only for an answer that says 1; what is repeated carries the same bytes.
 * A restoration followed at once by a new change sends no N015: that is in the history already (`partenza-rifatta`).
 */
import { setTimeout as attendi } from 'node:timers/promises';
import { readRisposta } from '../soap/busta.js';
import {
  apriUfficio,
  type Corrispondenza,
  type Forme,
  type Plico,
  preparaPlico,
  scriviMessaggio,
  type Ufficio,
} from './busta-notifica.js';
import { type Caso, creaCaso } from './caso.js';
import { apriPostino, type OpzioniPostino, type Postino } from './postino.js';
import type { NotificaSimulata } from './scena.js';

/** ANPR's policy, as its support describes it. */
export const TENTATIVI = 5;
export const MINUTI_TRA_TENTATIVI = 5;

export interface OpzioniInvio extends Corrispondenza {
  readonly url: string;
  readonly caTls?: string;
  readonly seed: string;
  /** Length of one of ANPR's minutes, in milliseconds: 60000 is real time. */
  readonly minutoMs: number;
  /** Calls under way at the same time. */
  readonly parallele: number;
  readonly timeoutMs?: number;
  /** Share of acknowledged notifications that are sent once more. */
  readonly quotaDuplicati?: number;
  /** Size of the window within which the order is lost; 1 keeps it. */
  readonly finestraDisordine?: number;
  readonly forme?: Partial<Forme>;
  readonly onProgress?: (avanzamento: Avanzamento) => void;
  /** Hears what became of each notification: the archive of the services remembers it. */
  readonly onSorte?: (idOperazioneANPR: string, sorte: 'CONSEGNATA' | 'SOSPESA') => void;
  /** After so many suspended ones ANPR holds the endpoint for dead and sends nothing more until somebody asks (G11); never when absent. */
  readonly disabilitaDopo?: number;
  /** Stops sending: what is under way ends, the rest stays unsent. */
  readonly signal?: AbortSignal;
}

export interface Avanzamento {
  readonly totale: number;
  readonly acquisite: number;
  readonly sospese: number;
  readonly tentativi: number;
}

export interface EsitoInvio extends Avanzamento {
  /** Notifications sent at least once. */
  readonly inviate: number;
  /** Repetitions of what was already acknowledged. */
  readonly duplicati: number;
  /** Repetitions that were not acknowledged: none should be. */
  readonly duplicatiRifiutati: number;
  /** Attempts by outcome: `1`, `5`, `6`, `HTTP 503`, `RETE`, `RISPOSTA`. */
  readonly esiti: Readonly<Record<string, number>>;
  /** Suspended notifications, to be sent again when somebody asks. */
  readonly daSbloccare: readonly NotificaSimulata[];
  readonly durataMs: number;
  /** Acknowledged per second. */
  readonly alSecondo: number;
}

const FORME: Forme = { quotaMTOM: 0.1, quotaGzip: 0.1, quotaBER: 0.5 };

/** Loses the order within windows of that many places. */
export function disordina<T>(voci: readonly T[], finestra: number, caso: Caso): T[] {
  const fuori: T[] = [];
  for (let i = 0; i < voci.length; i += Math.max(1, finestra)) {
    fuori.push(...caso.mescola(voci.slice(i, i + Math.max(1, finestra))));
  }
  return fuori;
}

interface Contatori {
  readonly totale: number;
  acquisite: number;
  inviate: number;
  tentativi: number;
  duplicati: number;
  duplicatiRifiutati: number;
  readonly esiti: Record<string, number>;
  readonly daSbloccare: NotificaSimulata[];
}

interface Sessione {
  readonly o: OpzioniInvio;
  readonly ufficio: Ufficio;
  readonly postino: Postino;
  readonly caso: Caso;
  readonly conta: Contatori;
}

/** One HTTP call; the outcome as a word, `1` = acknowledged. */
async function consegna(s: Sessione, plico: Plico): Promise<string> {
  try {
    const { status, corpo } = await s.postino.posta(scriviMessaggio(s.ufficio, plico));
    if (status !== 200) return `HTTP ${status}`;
    const risposta = readRisposta(corpo);
    if (risposta === undefined) return 'RISPOSTA';
    return risposta.codiceEsito === '1' || risposta.esito === '1' ? '1' : risposta.esito || risposta.codiceEsito;
  } catch {
    return 'RETE';
  }
}

function avvisa(s: Sessione): void {
  const { totale, acquisite, daSbloccare, tentativi } = s.conta;
  s.o.onProgress?.({ totale, acquisite, sospese: daSbloccare.length, tentativi });
}

async function tenta(s: Sessione, plico: Plico): Promise<boolean> {
  s.conta.tentativi++;
  const esito = await consegna(s, plico);
  s.conta.esiti[esito] = (s.conta.esiti[esito] ?? 0) + 1;
  return esito === '1';
}

async function ripeti(s: Sessione, plico: Plico): Promise<void> {
  s.conta.duplicati++;
  if ((await consegna(s, plico)) !== '1') s.conta.duplicatiRifiutati++;
}

/** The attempts after the first, each five minutes after the one before; the place of the caller is not held meanwhile. */
async function ritenta(s: Sessione, plico: Plico): Promise<void> {
  for (let n = 2; n <= TENTATIVI; n++) {
    await attendi(MINUTI_TRA_TENTATIVI * s.o.minutoMs, undefined, s.o.signal ? { signal: s.o.signal } : {});
    if (await tenta(s, plico)) return acquisita(s, plico.notifica);
  }
  sospendi(s, plico.notifica);
}

function acquisita(s: Sessione, n: NotificaSimulata): void {
  s.conta.acquisite++;
  s.o.onSorte?.(n.idOperazioneANPR, 'CONSEGNATA');
  avvisa(s);
}

function sospendi(s: Sessione, n: NotificaSimulata): void {
  s.conta.daSbloccare.push(n);
  s.o.onSorte?.(n.idOperazioneANPR, 'SOSPESA');
  avvisa(s);
}

const disabilitato = ({ o, conta }: Sessione): boolean =>
  o.disabilitaDopo !== undefined && conta.daSbloccare.length >= o.disabilitaDopo;

/** First attempts, one after the other; what fails goes on by itself. */
async function corsia(s: Sessione, coda: NotificaSimulata[], ritardi: Promise<void>[]): Promise<void> {
  for (let n = coda.shift(); n !== undefined && s.o.signal?.aborted !== true; n = coda.shift()) {
    if (disabilitato(s)) {
      sospendi(s, n);
      continue;
    }
    const plico = preparaPlico(s.ufficio, n, s.caso);
    const duplicato = s.caso.vero(s.o.quotaDuplicati ?? 0);
    s.conta.inviate++;
    if (!(await tenta(s, plico))) {
      ritardi.push(ritenta(s, plico).catch(() => undefined));
      continue;
    }
    acquisita(s, n);
    if (duplicato) await ripeti(s, plico);
  }
}

function apriSessione(o: OpzioniInvio, totale: number): Sessione {
  const timeoutMs = o.timeoutMs ?? 30_000;
  const base: OpzioniPostino = { url: o.url, connessioni: o.parallele, timeoutMs };
  const postino = apriPostino(o.caTls === undefined ? base : { ...base, caTls: o.caTls });
  const conta = {
    totale,
    acquisite: 0,
    inviate: 0,
    tentativi: 0,
    duplicati: 0,
    duplicatiRifiutati: 0,
    esiti: {},
    daSbloccare: [],
  };
  const ufficio = apriUfficio(o, { ...FORME, ...o.forme });
  return { o, ufficio, postino, caso: creaCaso(o.seed).ramo('invio'), conta };
}

/** Sends everything and waits until each notification is acknowledged or suspended (or the signal stops it). */
export async function invia(notifiche: readonly NotificaSimulata[], o: OpzioniInvio): Promise<EsitoInvio> {
  const inizio = o.now().getTime();
  const s = apriSessione(o, notifiche.length);
  const coda = disordina(notifiche, o.finestraDisordine ?? 1, s.caso);
  const ritardi: Promise<void>[] = [];
  try {
    await Promise.all(Array.from({ length: o.parallele }, () => corsia(s, coda, ritardi)));
    await Promise.all(ritardi);
  } finally {
    s.postino.chiudi();
  }
  const durataMs = Math.max(1, o.now().getTime() - inizio);
  const { daSbloccare, acquisite } = s.conta;
  return { ...s.conta, sospese: daSbloccare.length, durataMs, alSecondo: Math.round((acquisite * 1000) / durataMs) };
}

/** What ANPR's assistance does when the comune asks: everything suspended is sent again, in its order, from the first attempt. */
export function sblocca(sospese: readonly NotificaSimulata[], o: OpzioniInvio): Promise<EsitoInvio> {
  const inOrdine = [...sospese].sort((a, b) => (a.momento < b.momento ? -1 : a.momento > b.momento ? 1 : 0));
  return invia(inOrdine, { ...o, finestraDisordine: 1 });
}
