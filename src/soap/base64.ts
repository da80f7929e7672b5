/**
 * Base64 that says when it is none: the decoder of the language skips what it does not know.
 * Invariant: linear in the bytes, whatever they are.
 */

/** 1 a letter of base64, 2 a blank (or the NUL of a text in 16 bits), 0 anything else; `=` is looked at by itself. */
const CLASSE = new Uint8Array(256);
for (const c of Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/')) CLASSE[c] = 1;
for (const c of Buffer.from(' \t\n\v\f\r\0\u00a0', 'latin1')) CLASSE[c] = 2;
const UGUALE = 0x3d;

/** The bytes behind base64, in one line or many; undefined where there is anything else, or too little to be any. */
export function decodeBase64(b: Uint8Array): Buffer | undefined {
  let lettere = 0;
  let uguali = 0;
  for (const c of b) {
    const classe = CLASSE[c];
    if (classe === 2) continue;
    if (c === UGUALE) uguali++;
    else if (classe === 1 && uguali === 0) lettere++;
    else return undefined;
  }
  if (uguali > 2 || lettere === 0 || lettere + uguali < 4) return undefined;
  return Buffer.from(Buffer.from(b.buffer, b.byteOffset, b.byteLength).toString('latin1'), 'base64');
}
