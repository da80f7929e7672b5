/** Italian text for terminals: tables, instants, ages, numbers. Pure. */
import { dataEOra } from '../../anpr/ora-italiana.js';
import { printable } from '../../printable.js';

/** Columns aligned by blanks, headings underlined by nothing: stays readable when pasted into a mail. */
export function tabella(grezze: readonly (readonly string[])[]): string {
  const righe = grezze.map((riga) => riga.map(printable));
  const larghezze: number[] = [];
  for (const riga of righe)
    for (const [i, cella] of riga.entries()) larghezze[i] = Math.max(larghezze[i] ?? 0, cella.length);
  return righe
    .map((riga) =>
      riga
        .map((c, i) => c.padEnd(larghezze[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Label and value pairs, indented. */
export function scheda(coppie: readonly (readonly [string, string])[]): string {
  const largo = Math.max(...coppie.map(([nome]) => nome.length));
  return coppie.map(([nome, valore]) => `  ${nome.padEnd(largo)}  ${printable(valore)}`).join('\n');
}

const numeri = new Intl.NumberFormat('it-IT', { useGrouping: 'always' });
/** `5000` → `5.000`. */
export const numero = (n: number): string => numeri.format(n);

/** `1 riga`, `2.000 righe`. */
export const conto = (n: number, una: string, tante: string): string => `${numero(n)} ${n === 1 ? una : tante}`;

/** What became of the documents of a load: the new ones wait for the daemon, the others came with an earlier load. */
export function inCoda(documenti: number, nuovi: number): string {
  const tutti = conto(documenti, 'documento', 'documenti');
  if (documenti === 0) return 'nessun documento';
  if (nuovi === 0) return `${tutti}, già in coda o ${documenti === 1 ? 'applicato' : 'applicati'}`;
  const parte = nuovi === 1 ? 'il solo nuovo' : `i ${numero(nuovi)} nuovi`;
  const quali = nuovi === documenti ? `${tutti} in coda` : `${tutti}, in coda ${parte}`;
  return `${quali}: il demone ${nuovi === 1 ? 'lo' : 'li'} applica`;
}

/** What is said under a list that was cut at `limite`; nothing where all of it is shown. */
export const seguono = (trovate: number, limite: number): string =>
  trovate > limite ? `\nSono solo le prime ${numero(limite)}: con «--limite» se ne vedono di più.` : '';

/** An ISO instant as an Italian office reads it; a dash for null. */
export const istante = (iso: string | null): string => (iso === null ? '-' : dataEOra(iso));

const UNITA: readonly (readonly [number, string, string])[] = [
  [86_400_000, 'giorno', 'giorni'],
  [3_600_000, 'ora', 'ore'],
  [60_000, 'minuto', 'minuti'],
  [1_000, 'secondo', 'secondi'],
];

/** `3 ore fa`, `adesso`. */
export function fa(iso: string, now: Date): string {
  const ms = now.getTime() - new Date(iso).getTime();
  for (const [unit, singolare, plurale] of UNITA) {
    const n = Math.floor(ms / unit);
    if (n >= 1) return `${n} ${n === 1 ? singolare : plurale} fa`;
  }
  return 'adesso';
}
