/**
 * The form in which two spellings of a name are the same name (modello-dati G.6): for comparing and searching, never kept.
 * Invariant: what is stored stays as ANPR wrote it.
 */

/** Upper case, without diacritics and apostrophes, any other sign and any run of spaces as one space. */
export function chiaveRicerca(testo: string): string {
  return testo
    .normalize('NFD')
    .replace(/[\p{M}'’]/gu, '')
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
