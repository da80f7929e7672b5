/**
 * What windows-1252 has where other one-byte encodings have control characters.
 * Invariant: the five codes that it leaves unused stay what they are.
 */

/** From 0x80 to 0x9F. */
const CP1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

/** One-byte text with its C1 characters (of them `quali`) as windows-1252 means them. */
export function daCp1252(testo: string, quali = /[\u0080-\u009f]/g): string {
  return testo.replace(quali, (c) => CP1252[c.charCodeAt(0) - 0x80] ?? c);
}
