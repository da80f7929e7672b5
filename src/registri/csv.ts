/**
 * CSV as programs write it (RFC 4180): which encoding, which separator, which records.
 * Invariant: pure; a record that is wrong takes no other with it, and says on which line it begins.
 */
import { daCp1252 } from '../anpr/cp1252.js';

/** Byte-order marks of the encoding that spreadsheets call «Unicode». */
const UTF16 = [
  { bom: [0xff, 0xfe], nome: 'utf-16le' },
  { bom: [0xfe, 0xff], nome: 'utf-16be' },
] as const;

/** Text of the file: UTF-16 with its BOM, UTF-8 with or without one, else windows-1252 (what spreadsheets still save in Italy). */
export function decodificaCsv(byte: Uint8Array): string {
  const utf16 = UTF16.find(({ bom }) => byte[0] === bom[0] && byte[1] === bom[1]);
  if (utf16 !== undefined) return new TextDecoder(utf16.nome).decode(byte);
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

/** Where the line end that stands at `i` is over; `i` itself where none stands. `\n`, `\r\n`, `\r` alone, `\r\r\n` of a bad copy. */
function dopoACapo(testo: string, i: number): number {
  let k = i;
  while (testo[k] === '\r') k += 1;
  if (testo[k] === '\n') return k + 1;
  return k === i ? i : i + 1;
}

/** Lines that one quoted cell may have: a quote that was never closed must not take the file with it, line after line. */
const RIGHE_DI_UN_RECORD = 50;

/** The record that begins at `da` (RFC 4180): quotes may hold separators, line ends and doubled quotes. */
function recordDa(testo: string, da: number, separatore: string): Record_ {
  const celle: string[] = [];
  let cella = '';
  let dentro = false;
  let chiusa = false;
  let storto = false;
  let righe = 0;
  let i = da;
  let fine = testo.length;
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
    } else if (!dentro && (c === '\n' || c === '\r')) {
      fine = dopoACapo(testo, i);
      break;
    } else {
      storto ||= chiusa && !dentro && c !== ' ';
      if (c === '\n' || c === '\r') righe += 1;
      if (righe > RIGHE_DI_UN_RECORD) break;
      cella += c;
    }
  }
  return { celle: [...celle, cella], fine, aperto: dentro || storto };
}

/** One record of a file. */
export interface RecordCsv {
  /** Line on which it begins, from 1. */
  readonly riga: number;
  readonly celle: readonly string[];
  /** A quote that nobody closed. */
  readonly aperto: boolean;
}

/** Where the line that holds `da` is over. */
function fineRiga(testo: string, da: number): number {
  let i = da;
  while (i < testo.length && testo[i] !== '\n' && testo[i] !== '\r') i += 1;
  return dopoACapo(testo, i);
}

/** How many lines end between two places. */
function righeFra(testo: string, da: number, a: number): number {
  let righe = 0;
  for (let i = fineRiga(testo, da); i <= a; i = fineRiga(testo, i)) {
    righe += 1;
    if (i >= testo.length) break;
  }
  return righe;
}

interface Inizio {
  readonly separatore: string;
  /** Place and line of the heading. */
  readonly da: number;
  readonly riga: number;
}

/** What Excel writes and wants before the heading: which separator follows. */
const SEP = /^"?sep=([^\r\n"])"?$/i;

/** The separator that a first line `sep=;` declares; undefined for any other line. */
export const separatoreDichiarato = (riga: string): string | undefined =>
  riga.length > 8 ? undefined : SEP.exec(riga.trim())?.[1];

/** Blank lines and `sep=;` stand before the heading, not in it. */
function inizioDi(testo: string): Inizio {
  let dichiarato: string | undefined;
  for (let [da, riga] = [testo.startsWith('\uFEFF') ? 1 : 0, 1]; ; riga += 1) {
    const dopo = fineRiga(testo, da);
    const linea = testo.slice(da, dopo);
    const suo = dichiarato === undefined ? separatoreDichiarato(linea) : undefined;
    const altro = suo !== undefined || linea.trim() === '';
    if (!altro || dopo >= testo.length) return { separatore: dichiarato ?? separatoreDi(linea), da, riga };
    dichiarato ??= suo;
    da = dopo;
  }
}

/** End of the text: DOS programs close a file with Ctrl-Z, which is nothing of it. */
function fineDi(testo: string): number {
  let fine = testo.length;
  while (fine > 0 && '\u001A\0\r\n'.includes(testo[fine - 1]!)) fine -= 1;
  return fine;
}

/**
 * Every record, the heading first. One over several lines that comes out wrong is wrong on its first line alone: the next
 * ones are read again.
 */
export function* recordDi(intero: string): Generator<RecordCsv> {
  const testo = intero.slice(0, fineDi(intero));
  const inizio = inizioDi(testo);
  const colonne = recordDa(testo, inizio.da, inizio.separatore).celle.length;
  for (let { da, riga } = inizio; da < testo.length; ) {
    const { celle, fine, aperto } = recordDa(testo, da, inizio.separatore);
    yield { riga, celle, aperto };
    const dopo = aperto || celle.length !== colonne ? fineRiga(testo, da) : fine;
    riga += righeFra(testo, da, dopo);
    da = dopo;
  }
}

const SEPARATORI = [';', ',', '\t'] as const;

/** The separator that gives the heading most columns. */
export function separatoreDi(testata: string): string {
  const quante = (s: string): number => testata.split(s).length;
  return [...SEPARATORI].sort((a, b) => quante(b) - quante(a))[0] ?? ';';
}
