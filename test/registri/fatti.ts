/** Facts of one person for tests of the fold: the n-th comes n-th, and has a number of its own. */
import type { Fatto } from '../../src/anpr/fatto.js';

/** @param n 1 to 9 */
export const fatto = (n: number, altro: Pick<Fatto, 'tipo' | 'operazione' | 'dati'> & Partial<Fatto>): Fatto => ({
  idOperazioneANPR: String(n),
  idNotificaANPR: String(n),
  momento: `2026-04-0${n}T08:00:00.000Z`,
  ...altro,
});
