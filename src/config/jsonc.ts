/**
 * JSON with comments and trailing commas, as the configuration files are written.
 * Invariant: what is removed is replaced by blanks, so positions in error messages are those of the file.
 */

const blank = (text: string): string => text.replace(/[^\n]/g, ' ');

/** A string, a line comment, a block comment, or a comma that only blanks and comments separate from a closing bracket. */
const TOKEN = /"(?:[^"\\]|\\.)*"|\/\/[^\n]*|\/\*[\s\S]*?\*\//g;
const STRING_OR_TRAILING_COMMA = /"(?:[^"\\]|\\.)*"|,(?=\s*[}\]])/g;

/** Parses JSON that may hold comments and trailing commas. Throws `SyntaxError`. */
export function parseJsonc(text: string): unknown {
  const uncommented = text.replace(/^\uFEFF/, ' ').replace(TOKEN, (t) => (t.startsWith('"') ? t : blank(t)));
  return JSON.parse(uncommented.replace(STRING_OR_TRAILING_COMMA, (t) => (t === ',' ? ' ' : t)));
}
