/**
 * The stage on which a year of the comune is played: the day, the notifications given out, who must be left alone.
 * Invariant: ids only grow and days only go forward; somebody whose operation will be annulled is touched by nobody else,
 * so that putting back the photograph is the truth.
 */
import type { OperazioneANPR, TipoNotificaANPR } from '../anpr/codici.js';
import { feriale, istante, piuGiorni, ultima } from './calendario.js';
import type { Caso } from './caso.js';
import type { Comune } from './comune.js';
import type { Atto } from './contenuti/risposta.js';
import type { NomeComune } from './contenuti/soggetto.js';
import type { ComuneNoto } from './luoghi.js';
import type { Famiglia, Persona } from './persona.js';
import { famigliaDi, type Istantanea } from './registro.js';

/** A notification ready to be sent; its content is written when asked for, always the same. */
export interface NotificaSimulata {
  /** Id of the notification: text. */
  readonly idOperazioneANPR: string;
  readonly tipoNotifica: TipoNotificaANPR;
  /** Operation or notification type that it tells of: `5005`, `N010`. */
  readonly operazione: string;
  /** Id of the operation that caused it; empty where the content has none. */
  readonly idRegistrante: string;
  /** Instant at which ANPR registered what it tells (ISO-8601 UTC). */
  readonly momento: string;
  /** Kind of story it belongs to: for reading a failed comparison. */
  readonly vicenda: string;
  readonly contenuto: () => string;
}

/** Something that happened and may be undone: who was touched and how they were before. */
export interface Accaduto {
  readonly schede: readonly string[];
  readonly famiglie: readonly string[];
  readonly prima: Istantanea;
  readonly decorrenza: string;
  /** People as the other comune has them, when they came from there. */
  readonly altrove?: { readonly comune: ComuneNoto; readonly famiglia: Famiglia; readonly persone: readonly Persona[] };
}

/** Plays one kind of operation; null when nobody is eligible today. */
export type Opera = (s: Scena) => Accaduto | null;

/** Something to be done on a day to come. */
export interface Impegno {
  readonly giorno: string;
  readonly vicenda: string;
  readonly opera: (s: Scena) => void;
}

export interface Scena {
  readonly comune: Comune;
  readonly caso: Caso;
  readonly oggi: string;
  /** Day of registration. */
  giorno: string;
  /** Kind of story being played. */
  vicenda: string;
  /** Seconds since midnight of the last thing registered that day. */
  secondi: number;
  readonly notifiche: NotificaSimulata[];
  /** Cards, and families as `F:<id>`, that no other operation may touch. */
  readonly occupati: Set<string>;
  readonly agenda: Impegno[];
}

const PASSO_MASSIMO = 90_000;
const QUOTA_FUSO = 0.05;
const QUOTA_ID_PRIMA = 0.04;

/** Next number of the national numbering of operations and notifications. */
export function prossimoId(s: Scena): string {
  s.comune.numeri.operazione += s.caso.intero(2, PASSO_MASSIMO);
  return String(s.comune.numeri.operazione);
}

function momento(s: Scena): string {
  s.secondi += s.caso.intero(1, 40);
  return istante(s.giorno, s.secondi);
}

/** Registers an operation of this comune: its id, its instant, its effective date. */
export function apriAtto(s: Scena, operazione: OperazioneANPR, decorrenza: string): Atto {
  return { operazione, id: prossimoId(s), momento: momento(s), decorrenza, codiceIstat: s.comune.codiceIstat };
}

/** Calendar dates with a time zone, as some real messages write them (issue 761). */
function conFuso(xml: string): string {
  return xml.replace(/>(\d{4}-\d\d-\d\d)</g, '>$1+02:00<');
}

export interface Emissione {
  readonly tipoNotifica: TipoNotificaANPR;
  readonly operazione: string;
  readonly idRegistrante?: string;
  readonly contenuto: () => string;
}

/** Gives out a notification with an id of its own. */
export function emetti(s: Scena, e: Emissione): void {
  const fuso = s.caso.vero(QUOTA_FUSO);
  s.notifiche.push({
    idOperazioneANPR: prossimoId(s),
    tipoNotifica: e.tipoNotifica,
    operazione: e.operazione,
    idRegistrante: e.idRegistrante ?? '',
    momento: momento(s),
    vicenda: s.vicenda,
    contenuto: fuso ? () => conFuso(e.contenuto()) : e.contenuto,
  });
}

/** Gives out the NRIS of an operation; sometimes its id is lower than that of the operation (issue 3261). */
export function emettiNRIS(s: Scena, atto: Atto, contenuto: (atto: Atto) => string): void {
  const invertiti = s.caso.vero(QUOTA_ID_PRIMA);
  emetti(s, {
    tipoNotifica: 'NRIS',
    operazione: atto.operazione,
    idRegistrante: atto.id,
    contenuto: () => contenuto(atto),
  });
  if (invertiti) scambia(s, atto.id);
}

/** The notification takes a number just below that of its operation: numbers are national, nobody else has it. */
function scambia(s: Scena, idOperazione: string): void {
  const ultimaNotifica = s.notifiche.pop();
  if (ultimaNotifica === undefined) return;
  s.notifiche.push({ ...ultimaNotifica, idOperazioneANPR: String(BigInt(idOperazione) - 1n) });
}

/** This comune, as contents name it. */
export function nomeComune(comune: Comune): NomeComune {
  return { nome: comune.nome, istat: comune.codiceIstat, provincia: comune.siglaProvincia };
}

/** The family of somebody who is in one. */
export function famigliaDiPersona(s: Scena, p: Persona): Famiglia {
  return famigliaDi(s.comune.registro, p.appartenenza?.idFamiglia ?? '');
}

/** True for somebody no pending annulment concerns. */
export function libera(s: Scena, p: Persona): boolean {
  const famiglia = p.appartenenza?.idFamiglia;
  return !s.occupati.has(p.idScheda) && (famiglia === undefined || !s.occupati.has(`F:${famiglia}`));
}

/** Somebody free who satisfies the predicate and whose last operation leaves room for another; undefined if nobody does. */
export function scegliPersona(s: Scena, predicato: (p: Persona) => boolean): Persona | undefined {
  const { elenco, persone } = s.comune.registro;
  const inizio = s.caso.intero(0, elenco.length - 1);
  for (let i = 0; i < elenco.length; i++) {
    const p = persone.get(elenco[(inizio + i) % elenco.length] ?? '');
    if (p !== undefined && p.ultima < s.giorno && predicato(p) && libera(s, p)) return p;
  }
  return undefined;
}

/** An effective date up to `ritardo` days before registration, after the last operation of everybody concerned. */
export function decorrenzaPer(s: Scena, persone: readonly Persona[], ritardo: number): string {
  const minima = piuGiorni(ultima(...persone.map((p) => p.ultima)), 1);
  return ultima(minima, piuGiorni(s.giorno, -s.caso.intero(0, ritardo)));
}

/** True when everybody's last operation is before today, so that `decorrenzaPer` does not run into the future. */
export function disponibili(s: Scena, persone: readonly Persona[]): boolean {
  return persone.every((p) => p.ultima < s.giorno && libera(s, p));
}

/** Keeps everybody else off the people and families of something that will be undone. */
export function occupa(s: Scena, a: Accaduto): void {
  for (const id of a.schede) s.occupati.add(id);
  for (const id of a.famiglie) s.occupati.add(`F:${id}`);
}

export function lascia(s: Scena, a: Accaduto): void {
  for (const id of a.schede) s.occupati.delete(id);
  for (const id of a.famiglie) s.occupati.delete(`F:${id}`);
}

/** Puts something in the diary, so many days from now. */
export function programma(s: Scena, giorni: number, opera: (s: Scena) => void): void {
  s.agenda.push({ giorno: feriale(piuGiorni(s.giorno, giorni)), vicenda: s.vicenda, opera });
}
