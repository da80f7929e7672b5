/**
 * Inventing a household: who lives together, of what age, in what relationship to the head (table 5).
 * Invariant: exactly one head; a child is at least 18 years younger than the parents; a household shares its citizenship.
 */
import { inventaPersona } from './anagrafica.js';
import { piuAnni, piuGiorni } from './calendario.js';
import type { Comune } from './comune.js';
import { STATI, type Stato } from './luoghi.js';
import type { Persona } from './persona.js';

/** Somebody of a household and the relationship to its head. */
export interface Componente {
  readonly persona: Persona;
  readonly codiceLegame: string;
}

type Forma = 'SOLO' | 'COPPIA' | 'GENITORI' | 'MONOGENITORE' | 'ESTESA';
const FORME: readonly (readonly [Forma, number])[] = [
  ['SOLO', 34],
  ['COPPIA', 22],
  ['GENITORI', 30],
  ['MONOGENITORE', 10],
  ['ESTESA', 4],
];
const QUOTA_STRANIERI = 0.09;
const ETA_PRIMO_FIGLIO = 19;
const ETA_MASSIMA_IN_CASA = 30;

/** A birth date that gives that age on that day. */
export function natoCircaA(comune: Comune, eta: number, giorno: string): string {
  return piuGiorni(piuAnni(giorno, -eta), -comune.caso.intero(1, 364));
}

/** A foreign state for about one household in eleven. */
export function statoDelNucleo(comune: Comune): Stato | undefined {
  return comune.caso.vero(QUOTA_STRANIERI) ? comune.caso.scegli(STATI) : undefined;
}

interface Radice {
  readonly comune: Comune;
  readonly giorno: string;
  readonly stato: Stato | undefined;
}

function adulto(r: Radice, eta: number, altro: { sesso?: 'M' | 'F'; statoCivile: string }): Persona {
  const tratti = { ...altro, dataNascita: natoCircaA(r.comune, eta, r.giorno) };
  return inventaPersona(r.comune, r.stato === undefined ? tratti : { ...tratti, stato: r.stato });
}

function etaCapo(comune: Comune, forma: Forma): number {
  const { caso } = comune;
  switch (forma) {
    case 'SOLO':
      return caso.vero(0.5) ? caso.intero(66, 96) : caso.intero(22, 65);
    case 'COPPIA':
      return caso.vero(0.55) ? caso.intero(63, 90) : caso.intero(24, 62);
    case 'GENITORI':
    case 'MONOGENITORE':
    case 'ESTESA':
      return caso.intero(27, 60);
    default:
      return forma satisfies never;
  }
}

function compagno(r: Radice, capo: Persona, eta: number): { capo: Persona; altro: Componente } {
  const { caso } = r.comune;
  const legame = caso.pesato([
    ['2', 80],
    ['23', 18],
    ['28', 2],
  ] as const);
  const statoCivile = legame === '2' ? '2' : legame === '28' ? '6' : '1';
  const sesso = legame === '28' ? capo.sesso : capo.sesso === 'M' ? 'F' : 'M';
  const persona = adulto(r, Math.max(20, eta + caso.intero(-6, 4)), { sesso, statoCivile });
  return { capo: { ...capo, statoCivile }, altro: { persona, codiceLegame: legame } };
}

function figli(r: Radice, genitore: Persona, eta: number): Componente[] {
  const { caso } = r.comune;
  const quanti = caso.pesato([
    [1, 47],
    [2, 43],
    [3, 9],
    [4, 1],
  ] as const);
  const massima = Math.min(eta - ETA_PRIMO_FIGLIO, ETA_MASSIMA_IN_CASA);
  return Array.from({ length: quanti }, () => {
    const tratti = { cognome: genitore.cognome, dataNascita: natoCircaA(r.comune, caso.intero(0, massima), r.giorno) };
    const nascita = r.stato !== undefined && caso.vero(0.6) ? { stato: r.stato } : undefined;
    const persona = inventaPersona(r.comune, {
      ...tratti,
      ...(r.stato === undefined ? {} : { stato: r.stato }),
      ...(nascita === undefined ? {} : { nascita }),
      quotaDataParziale: 0,
    });
    return { persona, codiceLegame: '3' };
  });
}

/** Invents a household as it is on that day; the head comes first. */
export function inventaNucleo(comune: Comune, giorno: string, stato: Stato | undefined): Componente[] {
  const forma = comune.caso.pesato(FORME);
  const r: Radice = { comune, giorno, stato };
  const eta = etaCapo(comune, forma);
  const vedovo = forma === 'SOLO' && eta > 65 && comune.caso.vero(0.6);
  let capo = adulto(r, eta, { statoCivile: vedovo ? '3' : forma === 'MONOGENITORE' ? '4' : '1' });
  const altri: Componente[] = [];
  if (forma === 'COPPIA' || forma === 'GENITORI' || forma === 'ESTESA') {
    const coppia = compagno(r, capo, eta);
    capo = coppia.capo;
    altri.push(coppia.altro);
  }
  if (forma !== 'SOLO' && forma !== 'COPPIA') altri.push(...figli(r, capo, eta));
  if (forma === 'ESTESA') {
    altri.push({ persona: adulto(r, Math.min(98, eta + 28), { statoCivile: '3' }), codiceLegame: '6' });
  }
  return [{ persona: capo, codiceLegame: '1' }, ...altri];
}
