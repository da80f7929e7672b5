/**
 * A CSV as a stream of records with the number of the line of each: quotes and `""` as in RFC 4180, but one line is one record,
 * so that a quote that was never closed costs its own line only. Lines end as programs end them: `\n`, `\r\n`, `\r` alone.
 * Invariant: memory holds one piece of the file; a line that cannot be read is told and the next ones go on.
 */

import { daWindows1252, separatoreDi, separatoreDichiarato } from '../registri/csv.js';

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

const RITORNO = 0x0d;

/** Where the next line end stands from `da` on, -1 for none; what was found of either kind is not looked for again. */
function cercaFine(dati: Buffer): (da: number) => number {
  const prossimo = { [A_CAPO]: -2, [RITORNO]: -2 };
  const cerca = (byte: typeof A_CAPO | typeof RITORNO, da: number): number => {
    const noto = prossimo[byte];
    if (noto === -1 || noto >= da) return noto;
    prossimo[byte] = dati.indexOf(byte, da);
    return prossimo[byte];
  };
  return (da) => {
    const [n, r] = [cerca(A_CAPO, da), cerca(RITORNO, da)];
    return n < 0 || (r >= 0 && r < n) ? r : n;
  };
}

/** Cuts bytes into lines. A `\r` at the end of a piece ends the line; a `\n` that begins the next piece is of the same end. */
async function* linee(pezzi: AsyncIterable<Uint8Array>): AsyncGenerator<{ riga: number; byte: Buffer }> {
  let resto: Buffer = Buffer.alloc(0);
  let riga = 1;
  let aMeta = false;
  for await (const pezzo of pezzi) {
    if (pezzo.length === 0) continue;
    const nuovi: Uint8Array = aMeta && pezzo[0] === A_CAPO ? pezzo.subarray(1) : pezzo;
    aMeta = false;
    const dati: Buffer = resto.length === 0 ? Buffer.from(nuovi) : Buffer.concat([resto, nuovi]);
    const fine = cercaFine(dati);
    let da = 0;
    for (let i = fine(0); i >= 0; i = fine(da)) {
      yield { riga, byte: dati.subarray(da, i) };
      riga += 1;
      aMeta = dati[i] === RITORNO && i + 1 === dati.length;
      da = dati[i] === RITORNO && dati[i + 1] === A_CAPO ? i + 2 : i + 1;
    }
    // A file that is no text must not gather in memory; what is left of the line is told as too long.
    resto = Buffer.from(dati.subarray(da, da + MASSIMO + 1));
  }
  if (resto.length > 0) yield { riga, byte: resto };
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

/** Without the BOM before the first line, and without the Ctrl-Z with which DOS programs close a file. */
function pulita(testo: string, riga: number): string {
  let fine = testo.length;
  while (fine > 0 && testo[fine - 1] === '\u001A') fine -= 1;
  return testo.slice(riga === 1 && testo.startsWith('\uFEFF') ? 1 : 0, fine);
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
    const testo = pulita(letta.testo, riga);
    if (testo.trim() === '') continue;
    const dichiarato = separatore === undefined ? separatoreDichiarato(testo) : undefined;
    separatore ??= dichiarato ?? separatoreDi(testo);
    if (dichiarato !== undefined) continue;
    if (byte.length > MASSIMO) {
      yield { riga, errore: `al massimo ${MASSIMO} byte` };
      continue;
    }
    const campi = campiDi(testo, separatore);
    yield campi === undefined ? { riga, errore: 'virgolette chiuse entro la riga' } : { riga, campi };
  }
}
