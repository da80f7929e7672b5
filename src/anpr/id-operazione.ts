/**
 * `idOperazioneANPR` as one key: `xs:integer` in the official schema (N000), which may carry a sign, a UUID in the newer
 * services (spec F, G43).
 * Invariant: the text is ANPR's, leading zeros kept; only a plus sign, which says nothing, is left out.
 */

const isCifra = (c: string): boolean => c >= '0' && c <= '9';

/** The id without the plus sign of a number. */
export function idCanonico(id: string): string {
  if (!id.startsWith('+') || id.length === 1) return id;
  for (let i = 1; i < id.length; i++) if (!isCifra(id.charAt(i))) return id;
  return id.slice(1);
}
