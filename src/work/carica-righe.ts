/**
 * A CSV as a stream of records with the number of the line of each: quotes and `""` as in RFC 4180, but one line is one record,
 * so that a quote that was never closed costs its own line only.
 * Invariant: memory holds one piece of the file; a line that cannot be read is told and the next ones go on.
 */

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

/** The records, the heading first; empty lines are left out. */
export async function* leggiRighe(pezzi: AsyncIterable<Uint8Array>, codifica: Codifica): AsyncGenerator<Registrazione> {
  const decodifica = new TextDecoder(codifica, { fatal: true });
  let separatore: string | undefined;
  for await (const { riga, byte } of linee(pezzi)) {
    let testo: string;
    try {
      testo = decodifica.decode(byte).replace(/\r$/, '');
    } catch {
      yield { riga, errore: `codifica ${codifica}: la riga contiene byte che non lo sono (provare --codifica)` };
      continue;
    }
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
