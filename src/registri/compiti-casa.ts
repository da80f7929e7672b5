/**
 * The tasks of tributi about the house a family lives in: shared with another family, or left by who separates (modello-dati E.5, E.6).
 * Invariant: pure; who pays is never decided here: the regulation says it for the TARI, the judge for the IMU.
 */
import { unAnnoDopo } from './compiti.js';
import { massimo } from './periodi.js';
import type { Riga } from './righe.js';
import type { StatoSoggetto } from './stato.js';

const FAMIGLIA = '3';
const INTESTATARIO = '1';

/** What is known of one person when the tasks about its house are looked for. */
export interface SoggettoInCasa {
  readonly anagrafe: Riga;
  readonly stato: StatoSoggetto | undefined;
}

/** The tasks about the house of one person. */
export function compitiCasa({ anagrafe, stato }: SoggettoInCasa, oggi: string): string[] {
  if (stato === undefined || anagrafe.registro !== 'APR') return [];
  const compiti: string[] = [];
  if (conAltraFamiglia(anagrafe, stato)) compiti.push('FAMIGLIA_COABITANTE');
  const [dal, al] = giorniSeparazione(stato);
  if (dal !== undefined && al !== undefined && dal <= oggi && oggi < al) compiti.push('CASA_FAMILIARE');
  return compiti;
}

/** The first day of the task of a separation and the one from which it is over; none where no day is known. */
export function giorniSeparazione({ separazione }: Pick<StatoSoggetto, 'separazione'>): readonly string[] {
  return separazione === undefined ? [] : [separazione.dal, unAnnoDopo(separazione.dal)];
}

/** Said once for the family, on its head: what was said of another family, or of the house before, counts no more. */
function conAltraFamiglia(riga: Riga, { coabitazione }: StatoSoggetto): boolean {
  if (coabitazione?.presente !== true || coabitazione.idFamiglia !== riga.id_famiglia_anpr) return false;
  const testa = riga.tipo_scheda === FAMIGLIA && riga.codice_legame === INTESTATARIO;
  const qui = massimo(giorno(riga.indirizzo_dal), giorno(riga.in_famiglia_dal));
  return testa && (qui === null || coabitazione.il === null || qui <= coabitazione.il);
}

const giorno = (v: unknown): string | null => (typeof v === 'string' && v !== '' ? v : null);
