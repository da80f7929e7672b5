/**
 * People and families as the fictitious ANPR keeps them in its own register: the truth the daemon is compared with.
 * Invariant: a person is never changed but replaced, so what a person was before an operation is still at hand when the
 * operation is annulled, and a content can be written long after it was announced.
 */
import type { TipoScheda } from '../anpr/codici.js';
import type { Cittadinanza, Indirizzo } from '../anpr/soggetto.js';
import type { ComuneNoto, Stato } from './luoghi.js';

/** Where somebody was born: one of the two. */
export interface LuogoNascita {
  readonly comune?: ComuneNoto;
  readonly stato?: Stato;
}

export interface ResidenzaSimulata {
  /** Registered there without a home. */
  readonly senzaFissaDimora?: true;
  /** Table 25: 1, 10, 11 in Italy; 4 abroad. */
  readonly tipoIndirizzo: string;
  readonly indirizzo: Indirizzo;
  /** The same place before its street was renamed. */
  readonly giaDetto?: Indirizzo;
  readonly dal: string;
}

/** Belonging to a family today. */
export interface Appartenenza {
  readonly idFamiglia: string;
  readonly tipo: TipoScheda;
  readonly codiceLegame: string;
  /** In the family since. */
  readonly dal: string;
}

/** Having belonged to one: `al` excluded. */
export interface AppartenenzaPassata {
  readonly idFamiglia: string;
  readonly tipo: TipoScheda;
  /** What they were to its head. */
  readonly codiceLegame: string;
  readonly dal: string;
  readonly al: string;
}

/** What somebody is here: registered, or how and since when not any more. */
export type StatoPosizione = 'APR' | 'AIRE' | 'DECEDUTO' | 'IRREPERIBILE' | 'EMIGRATO';
export interface Posizione {
  readonly stato: StatoPosizione;
  readonly dal: string;
  /** Motive of registration or of cancellation, as ANPR codes it; empty when the operation gives none. */
  readonly motivo: string;
  /** True when ANPR said the date of registration itself; false when it only follows from the residence. */
  readonly dichiarata: boolean;
}

/** A residence that was left, and the number of the position it was held in (index among all the positions of the person). */
export interface CasaPassata extends ResidenzaSimulata {
  readonly posizione: number;
}

/** An address that is no residence (table 25: 2, 3, 8, 9); one for each type. */
export type Domicilio = ResidenzaSimulata;

export const LISTE = ['GENERALE', 'AGGIUNTA_UE_COMUNALI', 'AGGIUNTA_UE_PARLAMENTO'] as const;
export type NomeLista = (typeof LISTE)[number];

/** The official electoral position: the section for each list somebody is on. */
export interface PosizioneElettorale {
  readonly elettore: 'S' | 'N';
  readonly sezioni: Readonly<Partial<Record<NomeLista, string>>>;
  /** Lists of this comune somebody was once taken off. */
  readonly tolte: readonly NomeLista[];
}

export interface Persona {
  readonly idScheda: string;
  /** Empty for somebody known only from an N010, which does not carry it. */
  readonly idANPR: string;
  /** Empty while not yet given (newborns). */
  readonly codiceFiscale: string;
  readonly validitaCF: '1' | '9';
  readonly cognome: string;
  readonly nome: string;
  readonly sesso: 'M' | 'F';
  readonly dataNascita: string;
  readonly precisione: 'GIORNO' | 'MESE' | 'ANNO';
  readonly nascita: LuogoNascita;
  readonly cittadinanze: readonly Cittadinanza[];
  /** Table 1. */
  readonly statoCivile: string;
  readonly posizione: Posizione;
  readonly residenza: ResidenzaSimulata | null;
  readonly appartenenza: Appartenenza | null;
  readonly passate: readonly AppartenenzaPassata[];
  /** Positions and homes before the present ones, oldest first; what was annulled is not among them. */
  readonly posizioniPassate: readonly Posizione[];
  readonly casePassate: readonly CasaPassata[];
  readonly domicili: readonly Domicilio[];
  readonly liste: PosizioneElettorale | null;
  /** Empty for none. */
  readonly domicilioDigitale: string;
  readonly domicilioDigitaleDal: string;
  /** True once a revocation (5013) took the digital domicile away without saying so: nobody can know whether it still is. */
  readonly domicilioRevocato: boolean;
  /** Effective date of the last operation: ANPR refuses an earlier one (EN240). */
  readonly ultima: string;
}

export interface Famiglia {
  readonly id: string;
  readonly tipo: TipoScheda;
  readonly origine: string;
  /** Convivenze only. */
  readonly denominazione: string;
  readonly specie: string;
  /** Head of a convivenza who does not live in it. */
  readonly tutore: Persona | null;
  readonly indirizzo: Indirizzo | null;
  /** Convivenze only: false once archived. */
  readonly aperta: boolean;
}

/** True for whoever is registered here today, in APR or AIRE. */
export function iscritta(p: Persona): boolean {
  return p.posizione.stato === 'APR' || p.posizione.stato === 'AIRE';
}

export function italiana(p: Persona): boolean {
  return p.cittadinanze.some((c) => c.codiceStato === '100');
}

/** The person out of every family from that day; the last family is remembered. */
export function fuoriFamiglia(p: Persona, al: string): Persona {
  if (p.appartenenza === null) return p;
  const { idFamiglia, tipo, codiceLegame, dal } = p.appartenenza;
  return { ...p, appartenenza: null, passate: [...p.passate, { idFamiglia, tipo, codiceLegame, dal, al }] };
}

/** The person in another family: out of the old one on the day of entry. */
export function inFamiglia(p: Persona, nuova: Appartenenza): Persona {
  return { ...fuoriFamiglia(p, nuova.dal), appartenenza: nuova };
}
