/**
 * The section `spool`: where notifications wait when the database does not take them.
 * Invariant: no default here, and no time or size without its unit in the name.
 */
import { file, intero, sezione, siNo, UN_GIGA_BYTES } from './campi.js';

const UN_MEGA_BYTES = 1_048_576;

export const SPOOL = sezione({
  enabled: siNo(),
  dir: file('una cartella su un disco locale, dove il demone può scrivere'),
  maxBytes: intero(UN_MEGA_BYTES, 64 * UN_GIGA_BYTES),
  databaseWaitMs: intero(100, 60_000),
});
