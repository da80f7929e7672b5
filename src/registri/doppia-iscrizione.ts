/**
 * Double registration (motive 10 of tables 15 and 28): one of two cards of the same human is closed (modello-dati E.4).
 * Invariant: the two are merged only when an operator says so; then the end of the duplicate is not the end of the person.
 */
import type { Fatto } from '../anpr/fatto.js';
import { fineCompiti } from './compiti.js';
import { posizioneIl } from './posizioni.js';
import type { StatoSoggetto } from './stato.js';

const DOPPIA_ISCRIZIONE = '10';

/** The facts of one person without those that close a duplicate, where several cards were united. */
export function senzaDoppioni(fatti: readonly Fatto[]): readonly Fatto[] {
  const schede = new Set(fatti.map((f) => f.dati.identificativi.idSchedaSoggettoANPR).filter((s) => s !== undefined));
  return schede.size < 2 ? fatti : fatti.filter((f) => !chiudeUnDoppione(f));
}

function chiudeUnDoppione({ tipo, dati }: Fatto): boolean {
  return tipo === 'CANCELLAZIONE' && dati.datiCancellazione?.motivoCancellazione === DOPPIA_ISCRIZIONE;
}

/** Whether the two cards are one person is for the office to say, within the year. */
export function compitiDoppia(stato: StatoSoggetto | undefined, oggi: string): string[] {
  const posizione = stato === undefined ? undefined : posizioneIl(stato.posizioni, oggi);
  if (posizione?.stato !== 'CANCELLATO' || posizione.motivo !== DOPPIA_ISCRIZIONE) return [];
  const fine = fineCompiti(posizione);
  return fine !== null && oggi < fine ? ['DOPPIA_ISCRIZIONE'] : [];
}
