/**
 * The card of a convivenza, folded from the facts that open and archive it (1010, 2009).
 * Invariant: a convivenza may be open and empty; its members count elsewhere.
 */
import type { Fatto } from '../anpr/fatto.js';
import { giornoNoto } from './decorrenza.js';
import { ordina } from './ordine.js';

export interface StatoConvivenza {
  readonly denominazione?: string;
  readonly specie?: string;
  /** Responsible who does not live in it, on one line. */
  readonly responsabile?: string;
  readonly archiviataDal?: string;
}

const ARCHIVIAZIONE = '2009';

/** Folds the facts of one convivenza, in ANPR's order. */
export function piegaConvivenza(fatti: readonly Fatto[]): StatoConvivenza | undefined {
  let stato: StatoConvivenza | undefined;
  for (const fatto of ordina(fatti)) stato = evolveConvivenza(stato ?? {}, fatto);
  return stato;
}

function evolveConvivenza(prima: StatoConvivenza, fatto: Fatto): StatoConvivenza {
  const { famigliaConvivenza: f, tutoreIntestatario } = fatto.dati;
  const { archiviataDal: _, ...aperta } = prima;
  const archiviata = fatto.operazione === ARCHIVIAZIONE;
  return {
    ...aperta,
    ...(f?.denominazioneConvivenza !== undefined && { denominazione: f.denominazioneConvivenza }),
    ...(f?.specieConvivenza !== undefined && { specie: f.specieConvivenza }),
    ...(tutoreIntestatario !== undefined && { responsabile: tutoreIntestatario }),
    ...(archiviata && { archiviataDal: fatto.decorrenza ?? giornoNoto(fatto) ?? '' }),
  };
}
