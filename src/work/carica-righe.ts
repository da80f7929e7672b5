/**
 * A CSV as a stream of records with the number of the line of each: quotes and `""` as in RFC 4180, but one line is one record,
 * so that a quote that was never closed costs its own line only.
 * Invariant: memory holds one piece of the file; a line that cannot be read is told and the next ones go on.
 */

import { daWindows1252 } from '../registri/csv.js';

/** Encodings that spreadsheets and municipal programs write. */
export const CODIFICHE = ['utf-8', 'windows-1252'] as const;
export type Codifica = (typeof CODIFICHE)[number];

/** The fields of a line, or why it has none. */
export type Registrazione =
  | { readonly riga: number; readonly campi: readonly string[] }
  | { readonly riga: number; readonly errore: string };

const A_CAPO = 0x0a;
/** Longer than any line of the layout by far. */
const MASSIMO = 64 * 1024;

/** Cuts bytes into lines; `\r` before the end is dropped by whoever reads the text. */
async function* linee(pezzi: AsyncIterable<Uint8Array>): AsyncGenerator<{ riga: number; byte: Buffer }> {
  let resto: Buffer = Buffer.alloc(0);
  let riga = 1;
  for await (const pezzo of pezzi) {
    const dati = resto.length === 0 ? Buffer.from(pezzo) : Buffer.concat([resto, pezzo]);
    let da = 0;
    for (let i = dati.indexOf(A_CAPO); i >= 0; i = dati.indexOf(A_CAPO, da)) {
      yield { riga, byte: dati.subarray(da, i) };
      riga += 1;
      da = i + 1;
    }
    // A file that is no text must not gather in memory; what is left of the line is told as too long.
    resto = Buffer.from(dati.subarray(da, da + MASSIMO + 1));
  }
  if (resto.length > 0) yield { riga, byte: resto };
}

/** The separator of the heading: the one of `;`, `,` and tab that it holds most of. */
function separatoreDi(testata: string): string {
  const quanti = (s: string): number => testata.split(s).length;
  return [';', ',', '\t'].reduce((a, b) => (quanti(b) > quanti(a) ? b : a));
}

/** Splits one record; undefined when a quote is not closed. */
function campiDi(testo: string, separatore: string): string[] | undefined {
  if (!testo.includes('"')) return testo.split(separatore).map((c) => c.trim());
  const campi: string[] = [];
  let campo = '';
  let dentro = false;
  for (let i = 0; i < testo.length; i++) {
    const c = testo.charAt(i);
    if (c === '"' && dentro && testo.charAt(i + 1) === '"') {
      campo += '"';
      i += 1;
    } else if (c === '"') dentro = !dentro;
    else if (c === separatore && !dentro) {
      campi.push(campo.trim());
      campo = '';
    } else campo += c;
  }
  return dentro ? undefined : [...campi, campo.trim()];
}

const UTF8 = new TextDecoder('utf-8', { fatal: true });

/** The text, or undefined where the bytes are no UTF-8. */
function inUtf8(byte: Uint8Array): string | undefined {
  try {
    return UTF8.decode(byte);
  } catch {
    return undefined;
  }
}

const UTF16 = 'un testo in UTF-8 o Windows, non in UTF-16: salvarlo di nuovo scegliendo «CSV UTF-8»';
const NON_UTF8 = 'codifica utf-8: la riga contiene byte che non lo sono (provare --codifica windows-1252)';
/** Accents in UTF-8 make two strange letters each in windows-1252, and no name has them by chance. */
const NON_WINDOWS = 'codifica windows-1252: la riga è scritta in UTF-8 (togliere --codifica)';

function decodifica(byte: Buffer, codifica: Codifica): { testo: string } | { errore: string } {
  if ((byte[0] === 0xff && byte[1] === 0xfe) || (byte[0] === 0xfe && byte[1] === 0xff)) return { errore: UTF16 };
  const utf8 = inUtf8(byte);
  if (codifica === 'utf-8') return utf8 === undefined ? { errore: NON_UTF8 } : { testo: utf8 };
  return utf8 !== undefined && byte.some((b) => b > 0x7f) ? { errore: NON_WINDOWS } : { testo: daWindows1252(byte) };
}

/** The records, the heading first; empty lines are left out. */
export async function* leggiRighe(pezzi: AsyncIterable<Uint8Array>, codifica: Codifica): AsyncGenerator<Registrazione> {
  let separatore: string | undefined;
  for await (const { riga, byte } of linee(pezzi)) {
    const letta = decodifica(byte, codifica);
    if ('errore' in letta) {
      yield { riga, ...letta };
      continue;
    }
    const testo = letta.testo.replace(/\r$/, '');
    if (testo.trim() === '') continue;
    separatore ??= separatoreDi(testo);
    if (byte.length > MASSIMO) {
      yield { riga, errore: `al massimo ${MASSIMO} byte` };
      continue;
    }
    const campi = campiDi(testo, separatore);
    yield campi === undefined ? { riga, errore: 'virgolette chiuse entro la riga' } : { riga, campi };
  }
}
