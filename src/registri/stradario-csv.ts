/**
 * A table in CSV as an office's program writes it: heading first, `;` or `,`, quotes where needed.
 * Invariant: pure; every complaint names line and field, and says what was expected. Nothing is guessed.
 */

/** One line of the table: its number in the file (1 is the heading) and its values by column. */
export interface RigaCsv {
  readonly linea: number;
  readonly valori: Readonly<Record<string, string>>;
}

/** Lines that could be read, and what was wrong with the others, in Italian. */
export interface TabellaCsv {
  readonly righe: readonly RigaCsv[];
  readonly problemi: readonly string[];
}

/** What the office's file must look like. */
export interface FormaCsv {
  readonly richieste: readonly string[];
  readonly facoltative: readonly string[];
}

/** Reads the text of a file; blank lines are skipped, columns may stand in any order. */
export function leggiCsv(testo: string, forma: FormaCsv): TabellaCsv {
  const linee = testo.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  const separatore = (linee[0] ?? '').includes(';') ? ';' : ',';
  const colonne = celle(linee[0] ?? '', separatore)?.map((c) => c.trim().toLowerCase()) ?? [];
  const problemi = difettiIntestazione(colonne, forma);
  if (problemi.length > 0) return { righe: [], problemi };
  const righe: RigaCsv[] = [];
  for (const [i, linea] of linee.entries()) {
    if (i === 0 || linea.trim() === '') continue;
    const valori = celle(linea, separatore);
    if (valori === undefined) problemi.push(`riga ${i + 1}: virgolette aperte e non chiuse`);
    else if (valori.length !== colonne.length)
      problemi.push(`riga ${i + 1}: ${valori.length} campi, attesi ${colonne.length}`);
    else righe.push({ linea: i + 1, valori: Object.fromEntries(colonne.map((c, n) => [c, valori[n]!.trim()])) });
  }
  return { righe, problemi: [...problemi, ...vuoti(righe, forma)] };
}

function difettiIntestazione(colonne: readonly string[], { richieste, facoltative }: FormaCsv): string[] {
  const attese = `attese: ${[...richieste, ...facoltative.map((c) => `[${c}]`)].join(';')}`;
  const mancano = richieste.filter((c) => !colonne.includes(c));
  const estranee = colonne.filter((c) => !richieste.includes(c) && !facoltative.includes(c));
  const doppie = colonne.filter((c, i) => colonne.indexOf(c) !== i);
  const problemi: string[] = [];
  if (mancano.length > 0) problemi.push(`riga 1: mancano le colonne ${mancano.join(', ')} (${attese})`);
  if (estranee.length > 0) problemi.push(`riga 1: colonne sconosciute ${estranee.join(', ')} (${attese})`);
  if (doppie.length > 0) problemi.push(`riga 1: colonne ripetute ${doppie.join(', ')}`);
  return problemi;
}

function vuoti(righe: readonly RigaCsv[], { richieste }: FormaCsv): string[] {
  return righe.flatMap(({ linea, valori }) =>
    richieste.filter((c) => valori[c] === '').map((c) => `riga ${linea}: il campo ${c} è vuoto`),
  );
}

/** The cells of one line; undefined where a quote is never closed. */
function celle(linea: string, separatore: string): string[] | undefined {
  const fuori: string[] = [];
  let cella = '';
  let dentro = false;
  for (let i = 0; i < linea.length; i++) {
    const c = linea[i]!;
    if (dentro && c === '"' && linea[i + 1] === '"') cella += linea[i++];
    else if (c === '"') dentro = !dentro;
    else if (c === separatore && !dentro) {
      fuori.push(cella);
      cella = '';
    } else cella += c;
  }
  return dentro ? undefined : [...fuori, cella];
}
