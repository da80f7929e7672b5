/**
 * Asks ANPR for the card of people (3002), one question each.
 * Invariant: no transaction is open while ANPR is asked; every question has a number of its own; whom ANPR refuses to show is
 * told and the others go on, whatever would refuse everybody stops.
 */
import type { Identificativi } from '../../anpr/soggetto.js';
import { TransientError } from '../../errors.js';
import { type ClientANPR, type CriterioScheda, RifiutoANPR } from '../../soap/client/servizi.js';
import type { Conosciuto } from '../../store/confronto.js';
import { type Voce, type VoceAssente, voceDi3002 } from './sorgente.js';

/** How ANPR is asked on behalf of one ente. */
export interface Domanda {
  readonly client: Pick<ClientANPR, 'scheda'>;
  /** The next `idOperazioneComune` of the ente. */
  readonly numero: () => Promise<string>;
  /** Also people who are not resident here any more (`ricercaNazionale`): without it whoever left is simply not found. */
  readonly nazionale: boolean;
}

/** Whom to ask for, and by what. */
export interface DaChiedere {
  readonly soggetto: string;
  readonly criterio: CriterioScheda;
  /** Registered here: if ANPR does not find the person, that is a difference. */
  readonly iscritto: boolean;
}

/** Somebody ANPR refused to show: the codes of its refusal. */
export interface VoceRifiutata {
  readonly rifiutata: string;
  readonly codici: readonly string[];
}

/** The strongest identifier: the card, then the national id, then the codice fiscale (modello-dati G.3). */
export function criterioDi(id: Identificativi): CriterioScheda | undefined {
  if (id.idSchedaSoggettoANPR !== undefined) return { idSchedaSoggettoANPR: id.idSchedaSoggettoANPR };
  if (id.idANPR !== undefined) return { idANPR: id.idANPR };
  return id.codiceFiscale === undefined ? undefined : { codiceFiscale: id.codiceFiscale };
}

/** How the people of our rows are asked for; those without any identifier are left out. */
export function daChiedere(conosciuti: readonly Conosciuto[]): DaChiedere[] {
  return conosciuti.flatMap(({ soggetto, scheda, idANPR, codiceFiscale, registro }) => {
    const criterio = criterioDi({
      ...(scheda !== null && { idSchedaSoggettoANPR: scheda }),
      ...(idANPR !== null && { idANPR }),
      ...(codiceFiscale !== null && { codiceFiscale }),
    });
    return criterio === undefined ? [] : [{ soggetto, criterio, iscritto: registro !== null }];
  });
}

const NIENTE: Voce = { fatti: [], elenco: false };

/** Asks for one person. @throws TransientError, RifiutoANPR of a kind that is not about this person */
export async function chiedi(d: Domanda, chi: DaChiedere): Promise<Voce | VoceAssente | VoceRifiutata> {
  const idOperazioneComune = await d.numero();
  try {
    const esito = await d.client.scheda({ idOperazioneComune, criterio: chi.criterio, nazionale: d.nazionale });
    if (esito.esito === 'TROVATA') return voceDi3002(esito.contenuto);
    return chi.iscritto ? { assente: chi.soggetto } : NIENTE;
  } catch (error) {
    if (!(error instanceof RifiutoANPR) || error.classe !== 'APPLICATIVO') throw error;
    return { rifiutata: chi.soggetto, codici: error.codici };
  }
}

/** ANPR answers nobody: what was done before stays. */
export class AnprLontana extends Error {
  override readonly name = 'AnprLontana';
}

/** The same for somebody who waits at a terminal. @throws AnprLontana where `chiedi` would throw for everybody */
export async function chiediDaVicino(d: Domanda, chi: DaChiedere): Promise<Voce | VoceAssente | VoceRifiutata> {
  try {
    return await chiedi(d, chi);
  } catch (error) {
    if (error instanceof TransientError || error instanceof RifiutoANPR)
      throw new AnprLontana(error.message, { cause: error });
    throw error;
  }
}
