/** The town of the simulator's tests: founded and lived once, read by many. */
import {
  type Comune,
  creaComune,
  creaStoria,
  type NotificaSimulata,
  type OpzioniComune,
} from '../../src/simulatore/index.js';

export const OGGI = '2026-11-22';
export const OPZIONI: OpzioniComune = {
  seed: 'prova',
  codiceIstat: '058999',
  nome: 'ROCCAFINTA',
  abitanti: 5000,
  oggi: OGGI,
};

export interface Paese {
  readonly comune: Comune;
  readonly storia: readonly NotificaSimulata[];
}

/** Founds a town and lives its year. */
export function vivi(opzioni: Partial<OpzioniComune> = {}): Paese {
  const comune = creaComune({ ...OPZIONI, ...opzioni });
  return { comune, storia: creaStoria(comune, OGGI) };
}
