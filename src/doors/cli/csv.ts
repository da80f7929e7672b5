/**
 * CSV that people open in a spreadsheet with Italian settings: UTF-8 with BOM, `;`, CRLF.
 * Invariant: no cell starts a formula and none holds what is not seen, whoever chose the name that stands in it. Who needs the
 * exact bytes reads `--json` or the views (docs/viste.md).
 */
import { printable } from '../../printable.js';

export type Cella = string | number | null;

/** What starts a formula, in the widths of every keyboard; blanks before it do not save it everywhere. */
const FORMULA = /^\s*[=+\-@＝＋－＠]/;
/** `-5`, `+12,5`: a sheet that computes it gets the same number. */
const NUMERO = /^[+-]?\d{1,15}(?:[.,]\d{1,15})?$/;

/** One cell: quoted where it must be; what a spreadsheet would run gets an apostrophe. */
export function cella(valore: Cella): string {
  const testo = valore === null ? '' : printable(String(valore));
  const innocua = FORMULA.test(testo) && !NUMERO.test(testo) ? `'${testo}` : testo;
  return /[";]/.test(innocua) ? `"${innocua.replaceAll('"', '""')}"` : innocua;
}

export const rigaCsv = (celle: readonly Cella[]): string => `${celle.map(cella).join(';')}\r\n`;

/** The first line of a file, behind the mark by which spreadsheets recognise UTF-8. */
export const testataCsv = (titoli: readonly string[]): string => `\uFEFF${rigaCsv(titoli)}`;
