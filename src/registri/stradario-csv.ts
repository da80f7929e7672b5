/**
 * A table in CSV as an office's program writes it: heading first, `;` or `,`, quotes where needed.
 * Invariant: pure; every complaint names line and field, and says what was expected. Nothing is guessed.
 */
import { recordDi } from './csv.js';

/** One line of the table: its number in the file and its values by column. */
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
  const [testata, ...record] = recordDi(testo);
  const colonne = testata?.celle.map((c) => c.trim().toLowerCase()) ?? [];
  const problemi = difettiIntestazione(colonne, forma, testata?.riga ?? 1);
  if (problemi.length > 0) return { righe: [], problemi };
  const righe: RigaCsv[] = [];
  for (const { riga: linea, celle, aperto } of record) {
    if (celle.every((c) => c.trim() === '')) continue;
    if (aperto) problemi.push(`riga ${linea}: virgolette aperte e non chiuse`);
    else if (celle.length !== colonne.length)
      problemi.push(`riga ${linea}: ${celle.length} campi, attesi ${colonne.length}`);
    else righe.push({ linea, valori: Object.fromEntries(colonne.map((c, n) => [c, celle[n]!.trim()])) });
  }
  return { righe, problemi: [...problemi, ...vuoti(righe, forma)] };
}

function difettiIntestazione(colonne: readonly string[], { richieste, facoltative }: FormaCsv, riga: number): string[] {
  const attese = `attese: ${[...richieste, ...facoltative.map((c) => `[${c}]`)].join(';')}`;
  const mancano = richieste.filter((c) => !colonne.includes(c));
  const estranee = colonne.filter((c) => !richieste.includes(c) && !facoltative.includes(c));
  const doppie = colonne.filter((c, i) => colonne.indexOf(c) !== i);
  const problemi: string[] = [];
  if (mancano.length > 0) problemi.push(`riga ${riga}: mancano le colonne ${mancano.join(', ')} (${attese})`);
  if (estranee.length > 0) problemi.push(`riga ${riga}: colonne sconosciute ${estranee.join(', ')} (${attese})`);
  if (doppie.length > 0) problemi.push(`riga ${riga}: colonne ripetute ${doppie.join(', ')}`);
  return problemi;
}

function vuoti(righe: readonly RigaCsv[], { richieste }: FormaCsv): string[] {
  return righe.flatMap(({ linea, valori }) =>
    richieste.filter((c) => valori[c] === '').map((c) => `riga ${linea}: il campo ${c} è vuoto`),
  );
}
