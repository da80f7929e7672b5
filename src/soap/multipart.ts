/**
 * multipart/related (RFC 2387) as MTOM/XOP uses it: the parts of a body, and which one is the root.
 * Invariant: works on the bytes that came, copies none, and refuses what is cut short: a part without its closing
 * delimiter may have lost bytes of a content.
 */
import { EnvelopeError } from '../errors.js';

/** A media type with its parameters; names in lower case, quotes removed. */
export interface ContentType {
  readonly tipo: string;
  readonly parametri: Readonly<Record<string, string>>;
}

/** Parses a Content-Type header; an absent one is empty. */
export function parseContentType(header: string | undefined): ContentType {
  const [tipo = ''] = (header ?? '').split(';', 1);
  const parametri: Record<string, string> = {};
  for (const m of (header ?? '').matchAll(/;\s*([\w!#$&^.+-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;]+))/g)) {
    parametri[(m[1] ?? '').toLowerCase()] = m[2]?.replace(/\\(.)/g, '$1') ?? m[3] ?? '';
  }
  return { tipo: tipo.trim().toLowerCase(), parametri };
}

/** One part; header names in lower case, `id` is the Content-ID without its angle brackets. */
export interface Parte {
  readonly id: string;
  readonly contentType: string;
  readonly corpo: Buffer;
}

/** An envelope and one attachment are what anybody sends; more than this is not a notification. */
const MAX_PARTI = 32;
const LF = 0x0a;
const CR = 0x0d;
const TRATTINO = 0x2d;

const malformato = (cosa: string): EnvelopeError =>
  new EnvelopeError('5', 'MULTIPART', `multipart non valido: ${cosa}`);

/** RFC 2046: at most 70 characters; some senders write longer ones. */
function delimiterOf(boundary: string | undefined): Buffer {
  if (boundary === undefined || boundary === '' || boundary.length > 200) throw malformato('boundary mancante');
  return Buffer.from(`--${boundary}`, 'latin1');
}

/** Position of the next delimiter that begins a line and is not the beginning of a longer word; -1 when there is none. */
function nextDelimiter(corpo: Buffer, delimiter: Buffer, da: number): number {
  for (let i = corpo.indexOf(delimiter, da); i >= 0; i = corpo.indexOf(delimiter, i + 1)) {
    const dopo = corpo[i + delimiter.length];
    const aCapo = i === 0 || corpo[i - 1] === LF;
    if (aCapo && (dopo === CR || dopo === LF || dopo === TRATTINO || dopo === 0x20 || dopo === 0x09)) return i;
  }
  return -1;
}

function decodeTransfer(corpo: Buffer, codifica: string): Buffer {
  if (codifica === '' || codifica === 'binary' || codifica === '8bit' || codifica === '7bit') return corpo;
  if (codifica === 'base64') return Buffer.from(corpo.toString('latin1'), 'base64');
  throw malformato(`Content-Transfer-Encoding ${codifica.slice(0, 30)} non previsto`);
}

function toParte(byte: Buffer): Parte {
  const crlf = byte.indexOf('\r\n\r\n');
  const lf = byte.indexOf('\n\n');
  const usaCrlf = crlf >= 0 && (lf < 0 || crlf < lf);
  const fine = byte[0] === CR || byte[0] === LF ? 0 : usaCrlf ? crlf : lf;
  if (fine < 0) throw malformato('parte senza intestazioni');
  const salto = fine === 0 ? (byte[0] === CR ? 2 : 1) : usaCrlf ? 4 : 2;
  const righe = byte.toString('latin1', 0, fine).replace(/\r?\n[ \t]+/g, ' ');
  const valore = (nome: string): string => new RegExp(`^${nome}\\s*:\\s*(.*?)\\s*$`, 'im').exec(righe)?.[1] ?? '';
  return {
    id: valore('content-id').replace(/^<|>$/g, ''),
    contentType: valore('content-type'),
    corpo: decodeTransfer(byte.subarray(fine + salto), valore('content-transfer-encoding').toLowerCase()),
  };
}

/** The parts of a multipart body. @param maxParti more than these are refused @throws EnvelopeError 5 MULTIPART */
export function parseMultipart(corpo: Buffer, boundary: string | undefined, maxParti = MAX_PARTI): readonly Parte[] {
  const delimiter = delimiterOf(boundary);
  const parti: Parte[] = [];
  let i = nextDelimiter(corpo, delimiter, 0);
  if (i < 0) throw malformato('nessuna parte');
  while (corpo[i + delimiter.length] !== TRATTINO) {
    const aCapo = corpo.indexOf(LF, i + delimiter.length);
    const fine = aCapo < 0 ? -1 : nextDelimiter(corpo, delimiter, aCapo + 1);
    if (fine < 0) throw malformato('manca il delimitatore finale');
    if (parti.length >= maxParti) throw malformato(`oltre ${maxParti} parti`);
    parti.push(toParte(corpo.subarray(aCapo + 1, Math.max(aCapo + 1, fine - (corpo[fine - 2] === CR ? 2 : 1)))));
    i = fine;
  }
  return parti;
}

/** The root: the part that `start` names, or the first. @throws EnvelopeError 5 MULTIPART */
export function rootOf(parti: readonly Parte[], start: string | undefined): Parte {
  const id = start?.replace(/^<|>$/g, '');
  const radice = id === undefined || id === '' ? parti[0] : parti.find((p) => p.id === id);
  if (radice === undefined) throw malformato('manca la parte iniziale');
  return radice;
}

/** The part that a `cid:` reference names (RFC 2392: the identifier is percent-encoded). */
export function partOf(parti: readonly Parte[], href: string): Parte | undefined {
  if (!/^cid:/i.test(href)) return undefined;
  const id = href.slice(4);
  return parti.find((p) => p.id === id || p.id === decodeId(id));
}

function decodeId(id: string): string {
  try {
    return decodeURIComponent(id);
  } catch {
    return id;
  }
}
