/**
 * The section `confronto`: how much is compared with ANPR's cards and verified inside at each run, and what becomes of differences.
 * Invariant: no default here, and no time without its unit in the name.
 */
import { intero, sezione, siNo } from './campi.js';

export const CONFRONTO = sezione({
  personePerGiro: intero(1, 100_000),
  giorniRecenti: intero(0, 180),
  correggi: siNo(),
  ricercaNazionale: siNo(),
  schedePerGiro: intero(1, 10_000),
  personePerVerifica: intero(1, 10_000_000),
  notifichePerVerifica: intero(1, 10_000_000),
  fermeDopoMinuti: intero(1, 10_080),
});
