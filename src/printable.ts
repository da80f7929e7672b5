/**
 * Text from outside as people may see it: nothing in it moves a cursor, turns the direction of writing or hides.
 * Invariant: letters, accents, apostrophes and combining marks stay as they are; what acts without being seen is shown by its
 * number (`<U+202E>`). Pure. Every writer for people goes through here: terminal, mail, sheet; the log escapes as JSON does.
 */

/** Controls (C0, DEL, C1), format and bidirectional characters, separators of lines and paragraphs, halves of a pair. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;
const UNSEEN_BUT_LAYOUT = /[^\P{Cc}\n\t]|[\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

const shown = (character: string): string =>
  `<U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}>`;

/** One value, on one line: a newline in it would be another line of a table. */
export const printable = (value: string): string => value.replace(UNSEEN, shown);

/** A whole text: its newlines, of either kind, and its tabs are its own. */
export const printableText = (text: string): string => text.replaceAll('\r\n', '\n').replace(UNSEEN_BUT_LAYOUT, shown);

const escaped = (character: string): string =>
  Array.from(
    { length: character.length },
    (_, i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`,
  ).join('');

/** JSON text with the same meaning and nothing unseen in it: such characters can only stand in strings, and these escape newlines. */
export const printableJson = (json: string): string => json.replace(UNSEEN_BUT_LAYOUT, escaped);
