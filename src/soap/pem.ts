/**
 * The blocks of a PEM text.
 * Invariant: one pass over the text, whatever it holds: a bundle may be a large file that somebody gave by mistake.
 */

const INIZIO = '-----BEGIN CERTIFICATE-----';
const FINE = '-----END CERTIFICATE-----';

/** Every CERTIFICATE block, in order; text around them and a block without an end are left out. Pure. */
export function certificatiPem(testo: string): string[] {
  const blocchi: string[] = [];
  let da = testo.indexOf(INIZIO);
  while (da !== -1) {
    const fine = testo.indexOf(FINE, da);
    if (fine === -1) break;
    blocchi.push(testo.slice(da, fine + FINE.length));
    da = testo.indexOf(INIZIO, fine);
  }
  return blocchi;
}
