/**
 * CSV as programs write it (RFC 4180): which encoding, which separator, which records.
 * Invariant: pure; a record that is wrong takes no other with it, and says on which line it begins.
 */
import { daCp1252 } from '../anpr/cp1252.js';

/** Text of the file: UTF-8 with or without BOM, else windows-1252 (what spreadsheets still save in Italy). */
export function decodificaCsv(byte: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(byte);
  } catch {
    return daWindows1252(byte);
  }
}

/** Text written in windows-1252. */
export function daWindows1252(byte: Uint8Array): string {
  // NOTE: TextDecoder('windows-1252') of Node 20 leaves 0x80–0x9F as they are.
  return daCp1252(new TextDecoder('windows-1252').decode(byte));
}

interface Record_ {
  readonly celle: readonly string[];
  /** Where the next record begins. */
  readonly fine: number;
  /** A quote that nobody closed, or that closed in the middle of a cell: it belongs to another line. */
  readonly aperto: boolean;
}

/** The record that begins at `da` (RFC 4180): quotes may hold separators, line ends and doubled quotes. */
function recordDa(testo: string, da: number, separatore: string): Record_ {
  const celle: string[] = [];
  let cella = '';
  let dentro = false;
  let chiusa = false;
  let storto = false;
  let i = da;
  for (; i < testo.length; i += 1) {
    const c = testo[i]!;
    if (dentro && c === '"' && testo[i + 1] === '"') {
      cella += '"';
      i += 1;
    } else if (c === '"' && (dentro || cella.trim() === '')) {
      dentro = !dentro;
      if (dentro) cella = '';
      else chiusa = true;
    } else if (!dentro && c === separatore) {
      celle.push(cella);
      cella = '';
      chiusa = false;
    } else if (!dentro && c === '\n') break;
    else if (dentro || c !== '\r') {
      storto ||= chiusa && !dentro && c !== ' ';
      cella += c;
    }
  }
  return { celle: [...celle, cella], fine: i + 1, aperto: dentro || storto };
}

/** One record of a file. */
export interface RecordCsv {
  /** Line on which it begins, from 1. */
  readonly riga: number;
  readonly celle: readonly string[];
  /** A quote that nobody closed. */
  readonly aperto: boolean;
}

/** Every record. One over several lines that comes out wrong is wrong on its first line alone: the next ones are read again. */
export function* recordDi(testo: string, separatore: string): Generator<RecordCsv> {
  const colonne = recordDa(testo, 0, separatore).celle.length;
  for (let [da, riga] = [0, 1]; da < testo.length; ) {
    const { celle, fine, aperto } = recordDa(testo, da, separatore);
    yield { riga, celle, aperto };
    const storto = aperto || celle.length !== colonne;
    const primaFine = testo.indexOf('\n', da);
    const dopo = storto && primaFine >= 0 ? primaFine + 1 : fine;
    for (let k = testo.indexOf('\n', da); k >= 0 && k < dopo; k = testo.indexOf('\n', k + 1)) riga += 1;
    da = dopo;
  }
}

const SEPARATORI = [';', ',', '\t'] as const;

/** The separator that gives the header most columns. */
export function separatoreDi(testo: string): string {
  const prima = testo.slice(0, testo.indexOf('\n') < 0 ? testo.length : testo.indexOf('\n'));
  const quante = (s: string): number => prima.split(s).length;
  return [...SEPARATORI].sort((a, b) => quante(b) - quante(a))[0] ?? ';';
}
