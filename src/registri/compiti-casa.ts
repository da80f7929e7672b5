/**
 * The tasks of tributi about the house a family lives in: shared with another family, or left by who separates (modello-dati E.5, E.6).
 * Invariant: pure; who pays is never decided here: the regulation says it for the TARI, the judge for the IMU.
 */
import { unAnnoDopo } from './compiti.js';
import type { Riga } from './righe.js';
import type { StatoSoggetto } from './stato.js';

/** What is known of one person when the tasks about its house are looked for. */
export interface SoggettoInCasa {
  readonly anagrafe: Riga;
  readonly stato: StatoSoggetto | undefined;
}

/** The tasks about the house of one person. */
export function compitiCasa({ anagrafe, stato }: SoggettoInCasa, oggi: string): string[] {
  if (stato === undefined || anagrafe.registro !== 'APR') return [];
  const compiti: string[] = [];
  const [dal, al] = giorniSeparazione(stato);
  if (dal !== undefined && al !== undefined && dal <= oggi && oggi < al) compiti.push('CASA_FAMILIARE');
  return compiti;
}

/** The first day of the task of a separation and the one from which it is over; none where no day is known. */
export function giorniSeparazione({ separazione }: Pick<StatoSoggetto, 'separazione'>): readonly string[] {
  return separazione === undefined ? [] : [separazione.dal, unAnnoDopo(separazione.dal)];
}

/** True when the last word on the cards of those who live there is that another family lives there too. */
export function conAltraFamiglia(presenti: readonly Riga[]): boolean {
  let ultimo = '';
  let presente = false;
  for (const { famiglia_coabitante: detto, famiglia_coabitante_il: il } of presenti) {
    const giorno = String(il ?? '');
    if (detto === null || detto === undefined || giorno < ultimo) continue;
    presente = detto === 'S' || (presente && giorno === ultimo);
    ultimo = giorno;
  }
  return presente;
}
