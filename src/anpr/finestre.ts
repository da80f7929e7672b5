/**
 * Periods that ANPR is asked about: which are still to be asked, how they are cut, until when they can be asked. Pure.
 * Invariant: the periods already in the ledger and those planned now cover everything from the first day that ANPR still
 * answers for to shortly before its clock, without holes; none is longer than ANPR allows and every one has `dal` < `al`.
 */

import { fineDelGiorno, inizioDelGiorno } from './ora-italiana.js';

/** Instants, ISO-8601 UTC. */
export interface Periodo {
  readonly dal: string;
  readonly al: string;
}

export interface RegolePiano {
  /** How far back ANPR answers: 180 days since ANPR05 (spec D.1); the default stays a day inside. */
  readonly giorniIndietro: number;
  /** Length of one request: 30 days since 5.5.0 (spec D.1). */
  readonly giorniFinestra: number;
  /** A period ends this long before ANPR's clock: one in its future is refused with EHR16 (G54). */
  readonly margineMinuti: number;
  /** A period begins this long before the end of the one before: what was produced late is seen by the next one. */
  readonly sovrapposizioneMinuti: number;
}

const MINUTO_MS = 60_000;
const GIORNO_MS = 86_400_000;
/** Notifications can be asked for this many days from their elaboration (DPCM 194/2014, Allegato D; spec D.1). */
const GIORNI_DISPONIBILI = 180;
/** A window this short is not cut again. */
const MINIMA_MS = 2 * MINUTO_MS;

/** Whole seconds: the request's instants have no fraction, and cutting it off must not move a window past itself. */
const iso = (ms: number): string => new Date(Math.floor(ms / 1000) * 1000).toISOString();
const ms = (istante: string): number => Date.parse(istante);
const primo = (a: string, b: string): string => iso(Math.min(ms(a), ms(b)));
const ultimo = (a: string, b: string): string => iso(Math.max(ms(a), ms(b)));

/** First and last instant that can be asked for at this time of ANPR's clock. */
export function orizzonte(regole: RegolePiano, oraANPR: string): Periodo {
  const ora = ms(oraANPR);
  return { dal: iso(ora - regole.giorniIndietro * GIORNO_MS), al: iso(ora - regole.margineMinuti * MINUTO_MS) };
}

/** The parts of `entro` that no period covers, in order. */
export function scoperti(coperte: readonly Periodo[], entro: Periodo): Periodo[] {
  const vuoti: Periodo[] = [];
  let da = entro.dal;
  for (const p of coperte.toSorted((a, b) => (a.dal < b.dal ? -1 : 1))) {
    if (p.dal >= entro.al) break;
    if (p.dal > da) vuoti.push({ dal: da, al: p.dal });
    if (p.al > da) da = p.al;
  }
  if (da < entro.al) vuoti.push({ dal: da, al: entro.al });
  return vuoti;
}

/** Cuts a period into requests of allowed length; each begins a little before the end of the one before. */
export function dividi(periodo: Periodo, { giorniFinestra, sovrapposizioneMinuti }: RegolePiano): Periodo[] {
  const pezzi: Periodo[] = [];
  const lunga = giorniFinestra * GIORNO_MS;
  for (let dal = ms(periodo.dal); dal < ms(periodo.al); ) {
    const al = Math.min(dal + lunga, ms(periodo.al));
    pezzi.push({ dal: iso(dal), al: iso(al) });
    if (al === ms(periodo.al)) break;
    dal = al - sovrapposizioneMinuti * MINUTO_MS;
  }
  return pezzi.filter((p) => p.dal < p.al);
}

/** Moves the beginning back by the overlap, but not before what ANPR answers for. */
function conAnticipo(p: Periodo, regole: RegolePiano, minimo: string): Periodo {
  const dal = iso(ms(p.dal) - regole.sovrapposizioneMinuti * MINUTO_MS);
  return { dal: ultimo(dal, minimo), al: p.al };
}

/** What to ask for now, and what nobody asked for while ANPR still had it. */
export interface Piano {
  readonly nuove: readonly Periodo[];
  readonly perse: readonly Periodo[];
}

/**
 * The periods to add to a ledger. An empty ledger begins with the first day that ANPR answers for.
 * @param coperte every period in the ledger, whatever became of it, those taken back excepted
 */
export function pianifica(coperte: readonly Periodo[], regole: RegolePiano, oraANPR: string): Piano {
  const entro = orizzonte(regole, oraANPR);
  const nuove = scoperti(coperte, entro).flatMap((vuoto) => dividi(conAnticipo(vuoto, regole, entro.dal), regole));
  const inizio = coperte.map((p) => p.dal).toSorted()[0];
  const perse = inizio === undefined ? [] : scoperti(coperte, { dal: inizio, al: entro.dal });
  return { nuove, perse: perse.filter((p) => p.dal < p.al) };
}

/** The requests for a period somebody asks for, whether it was asked for before or not; `perse` is what ANPR no longer has. */
export function pianificaRichiesta(chiesto: Periodo, regole: RegolePiano, oraANPR: string): Piano {
  const entro = orizzonte(regole, oraANPR);
  const dal = ultimo(chiesto.dal, entro.dal);
  const al = primo(chiesto.al, entro.al);
  const fineVecchia = primo(chiesto.al, entro.dal);
  const perse = chiesto.dal < fineVecchia ? [{ dal: chiesto.dal, al: fineVecchia }] : [];
  return { nuove: dal < al ? dividi({ dal, al }, regole) : [], perse };
}

/** Two halves that meet, for a period with too many occurrences (G63); undefined when it is too short to be cut. */
export function dimezza({ dal, al }: Periodo): readonly [Periodo, Periodo] | undefined {
  if (ms(al) - ms(dal) < MINIMA_MS) return undefined;
  const mezzo = iso((ms(dal) + ms(al)) / 2);
  return [
    { dal, al: mezzo },
    { dal: mezzo, al },
  ];
}

/**
 * Takes off the front what ANPR says it no longer has (G71): up to what it answers for by our count, and at least a day,
 * because it counts days and we count hours. `resto` is undefined when nothing is left.
 */
export function tagliaVecchio({ dal, al }: Periodo, regole: RegolePiano, oraANPR: string) {
  const taglio = ultimo(orizzonte(regole, oraANPR).dal, iso(ms(dal) + GIORNO_MS));
  if (taglio >= al) return { perso: { dal, al }, resto: undefined };
  return { perso: { dal, al: taglio }, resto: { dal: taglio, al } };
}

/**
 * The same period ending earlier, after ANPR said that its end is in the future (G54): by the margin, and twice as much each
 * time. Undefined when nothing is left of it: it is taken back and planned again another day.
 */
export function accorcia(
  { dal, al }: Periodo,
  { margineMinuti }: RegolePiano,
  { oraANPR, volte }: { readonly oraANPR: string; readonly volte: number },
): Periodo | undefined {
  const passo = margineMinuti * MINUTO_MS;
  const fine = iso(Math.min(ms(oraANPR) - passo, ms(al) - passo * 2 ** Math.min(volte - 1, 20)));
  return fine > dal ? { dal, al: fine } : undefined;
}

/** The instant after which the first day of a period can no longer be asked for. */
export function scadeIl({ dal }: Periodo): string {
  return iso(ms(dal) + GIORNI_DISPONIBILI * GIORNO_MS);
}

/**
 * From the midnight that begins a day to the midnight that ends another, in Italy: both days are wholly inside (G64).
 * @param dal first day, `YYYY-MM-DD`
 * @param al last day, `YYYY-MM-DD`
 */
export function periodoDiGiorni(dal: string, al: string): Periodo {
  return { dal: inizioDelGiorno(dal), al: fineDelGiorno(al) };
}

/** True when the beginning of a period can no longer be asked for. */
export const scaduto = (p: Periodo, oraANPR: string): boolean => scadeIl(p) <= oraANPR;
