/**
 * The texts that ANPR's schemas admit in an electoral document, and what is wrong with the others (modello-dati G.6, H.2).
 * Invariant: pure; nothing is corrected here, the office is told which character or length it is.
 */

/** `alfanumericoslashbase` and `tipoSpecie` of the schemas: what a name of comune, street or species may be made of. */
const AMMESSI = /^[0-9A-Za-z \-'/.,()\u008A\u008C\u008E\u009A\u009C\u009E\u009F\u00C0-\u017E\u0189]*$/;
/** What no XML document can hold: control characters, halves of a pair. */
function nonXml(carattere: string): boolean {
  const n = carattere.codePointAt(0)!;
  const controllo = n < 0x20 && n !== 0x09 && n !== 0x0a && n !== 0x0d;
  return controllo || (n >= 0xd800 && n <= 0xdfff) || n === 0xfffe || n === 0xffff;
}
/** Longest text of the electoral schemas (`charMax200`), where no other length is asked for. */
const LUNGHEZZA = 200;

/** One value against the longest length and, for `nomi` (comune, street, species), the characters the schema admits; Italian. */
export function difettoTesto(
  nome: string,
  valore: string | null | undefined,
  { massimo = LUNGHEZZA, nomi = false } = {},
): string[] {
  if (valore === null || valore === undefined) return [];
  if ([...valore].length > massimo) return [`${nome}: più di ${massimo} caratteri`];
  const estraneo = [...valore].find((c) => nonXml(c) || (nomi && !AMMESSI.test(c)));
  if (estraneo === undefined) return [];
  const visto = nonXml(estraneo) ? 'di controllo' : `«${estraneo}»`;
  return [
    `${nome}: carattere ${visto} non ammesso da ANPR${estraneo === '’' ? ' (scrivere l’apostrofo diritto)' : ''}`,
  ];
}
