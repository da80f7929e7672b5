/**
 * JSON with comments and trailing commas, as the configuration files are written.
 * Invariant: what is removed is replaced by blanks, so positions in error messages are those of the file.
 */
import { type DuplicateKey, duplicateKeys } from './duplicate-keys.js';

const blank = (text: string): string => text.replace(/[^\n]/g, ' ');

/** A string, a line comment, a block comment, or a comma that only blanks and comments separate from a closing bracket. */
const TOKEN = /"(?:[^"\\]|\\.)*"|\/\/[^\n]*|\/\*[\s\S]*?\*\//g;
const STRING_OR_TRAILING_COMMA = /"(?:[^"\\]|\\.)*"|,(?=\s*[}\]])/g;

/** What to look at when the text is no JSON: the line and column, where the parser names a position. */
export function doveNonVale(text: string, error: SyntaxError): string {
  const posizione = /position (\d+)/.exec(error.message)?.[1];
  const che = 'virgole, virgolette, parentesi';
  if (posizione === undefined) return `(controllare ${che})`;
  const prima = text.slice(0, Number(posizione)).split('\n');
  return `alla riga ${prima.length}, colonna ${(prima.at(-1)?.length ?? 0) + 1}, o appena prima (${che})`;
}

/** The same text as strict JSON. */
function strict(text: string): string {
  const uncommented = text.replace(/^\uFEFF/, ' ').replace(TOKEN, (t) => (t.startsWith('"') ? t : blank(t)));
  return uncommented.replace(STRING_OR_TRAILING_COMMA, (t) => (t === ',' ? ' ' : t));
}

/** Parses JSON that may hold comments and trailing commas. Throws `SyntaxError`. */
export const parseJsonc = (text: string): unknown => JSON.parse(strict(text));

/** The keys that such a text says twice. Throws `SyntaxError`. */
export function jsoncDuplicates(text: string): DuplicateKey[] {
  const json = strict(text);
  JSON.parse(json);
  return duplicateKeys(json);
}
