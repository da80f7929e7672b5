/**
 * The section `silenzio`: when it is improbable that ANPR has nothing to say.
 * Invariant: no default here; the unit is in the name.
 */
import { intero, sezione } from './campi.js';

export const SILENZIO = sezione({
  anniFraFalsiAllarmi: intero(1, 1_000),
  oreMinime: intero(1, 240),
});
