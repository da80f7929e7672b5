/**
 * multipart/related (RFC 2387) as MTOM/XOP uses it: the parts of a body, and which one is the root.
 * Invariant: linear in the bytes that came, copies none that are not encoded, and refuses what is cut short: a part without its closing
 * delimiter may have lost bytes of a content.
 */
import { EnvelopeError } from '../errors.js';
import { parseIntestazioni } from './intestazioni.js';

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
const TAB = 0x09;
const SPAZIO = 0x20;
const TRATTINO = 0x2d;
const UGUALE = 0x3d;
/** Bytes of the headers of one part. */
const MAX_TESTA = 16_384;

const malformato = (cosa: string): EnvelopeError =>
  new EnvelopeError('5', 'MULTIPART', `multipart non valido: ${cosa}`);

/**
 * RFC 2046: at most 70 characters; some senders write longer ones. With the line end before it no two delimiters overlap,
 * and the search is linear whatever the boundary is.
 */
function delimiterOf(boundary: string | undefined): Buffer {
  if (boundary === undefined || boundary === '' || boundary.length > 200) throw malformato('boundary mancante');
  return Buffer.from(`\n--${boundary}`, 'latin1');
}

/** What may follow a delimiter; anything else makes it the beginning of a longer word. */
const isDopo = (c: number | undefined): boolean => c === CR || c === LF || c === TRATTINO || c === SPAZIO || c === TAB;

/** Position after the next delimiter; -1 when there is none. @param da where its line end may stand */
function nextDelimiter(corpo: Buffer, delimiter: Buffer, da: number): number {
  for (let i = corpo.indexOf(delimiter, da); i >= 0; i = corpo.indexOf(delimiter, i + delimiter.length)) {
    if (isDopo(corpo[i + delimiter.length])) return i + delimiter.length;
  }
  return -1;
}

/** The same for the first one, which may open the body, without a line end before it. */
function firstDelimiter(corpo: Buffer, delimiter: Buffer): number {
  const senzaACapo = delimiter.subarray(1);
  const apre = corpo.subarray(0, senzaACapo.length).equals(senzaACapo) && isDopo(corpo[senzaACapo.length]);
  return apre ? senzaACapo.length : nextDelimiter(corpo, delimiter, 0);
}

/** Bytes of a quoted-printable part (RFC 2045, 6.7); an escape that is none stays as it is. */
function decodeQuoted(corpo: Buffer): Buffer {
  const aperto = Buffer.allocUnsafe(corpo.length);
  let n = 0;
  for (let i = 0; i < corpo.length; i++) {
    const c = corpo[i] as number;
    if (c !== UGUALE) {
      aperto[n++] = c;
      continue;
    }
    const aCapo = corpo[i + 1] === CR && corpo[i + 2] === LF ? 2 : corpo[i + 1] === LF ? 1 : 0;
    const alta = cifra(corpo[i + 1]);
    const bassa = cifra(corpo[i + 2]);
    if (aCapo > 0) i += aCapo;
    else if (alta >= 0 && bassa >= 0) {
      aperto[n++] = alta * 16 + bassa;
      i += 2;
    } else aperto[n++] = c;
  }
  return aperto.subarray(0, n);
}

/** Value of a hexadecimal digit; -1 for anything else. */
function cifra(c = 0): number {
  if (c >= 0x30 && c <= 0x39) return c - 0x30;
  const maiuscola = c & ~0x20;
  return maiuscola >= 0x41 && maiuscola <= 0x46 ? maiuscola - 0x37 : -1;
}

function decodeTransfer(corpo: Buffer, codifica: string): Buffer {
  if (codifica === '' || codifica === 'binary' || codifica === '8bit' || codifica === '7bit') return corpo;
  if (codifica === 'base64') return Buffer.from(corpo.toString('latin1'), 'base64');
  if (codifica === 'quoted-printable') return decodeQuoted(corpo);
  throw malformato(`Content-Transfer-Encoding ${codifica.slice(0, 30)} non previsto`);
}

/** Where the headers of a part end and where its bytes begin. */
function testaDi(byte: Buffer): { fine: number; corpo: number } {
  if (byte[0] === LF) return { fine: 0, corpo: 1 };
  if (byte[0] === CR && byte[1] === LF) return { fine: 0, corpo: 2 };
  const inizio = byte.subarray(0, MAX_TESTA);
  const crlf = inizio.indexOf('\r\n\r\n');
  const lf = inizio.indexOf('\n\n');
  if (crlf < 0 && lf < 0) {
    throw malformato(byte.length > MAX_TESTA ? `intestazioni oltre ${MAX_TESTA} byte` : 'parte senza intestazioni');
  }
  return crlf >= 0 && (lf < 0 || crlf < lf) ? { fine: crlf, corpo: crlf + 4 } : { fine: lf, corpo: lf + 2 };
}

/** An identifier without its angle brackets. */
function senzaParentesi(id: string): string {
  const da = id.startsWith('<') ? 1 : 0;
  return id.slice(da, id.endsWith('>') ? -1 : undefined);
}

function toParte(byte: Buffer): Parte {
  const { fine, corpo } = testaDi(byte);
  const campi = parseIntestazioni(byte.toString('latin1', 0, fine));
  if (campi === undefined) throw malformato('troppe intestazioni');
  return {
    id: senzaParentesi(campi.get('content-id') ?? ''),
    contentType: campi.get('content-type') ?? '',
    corpo: decodeTransfer(byte.subarray(corpo), (campi.get('content-transfer-encoding') ?? '').toLowerCase()),
  };
}

/** The parts of a multipart body. @param maxParti more than these are refused @throws EnvelopeError 5 MULTIPART */
export function parseMultipart(corpo: Buffer, boundary: string | undefined, maxParti = MAX_PARTI): readonly Parte[] {
  const delimiter = delimiterOf(boundary);
  const parti: Parte[] = [];
  let i = firstDelimiter(corpo, delimiter);
  if (i < 0) throw malformato('nessuna parte');
  while (corpo[i] !== TRATTINO) {
    const aCapo = corpo.indexOf(LF, i);
    const dopo = aCapo < 0 ? -1 : nextDelimiter(corpo, delimiter, aCapo);
    if (dopo < 0) throw malformato('manca il delimitatore finale');
    if (parti.length >= maxParti) throw malformato(`oltre ${maxParti} parti`);
    const fine = dopo - delimiter.length;
    parti.push(toParte(corpo.subarray(aCapo + 1, Math.max(aCapo + 1, corpo[fine - 1] === CR ? fine - 1 : fine))));
    i = dopo;
  }
  return parti;
}

/** The root: the part that `start` names, or the first where it names none. @throws EnvelopeError 5 MULTIPART */
export function rootOf(parti: readonly Parte[], start: string | undefined): Parte {
  const radice = (start === undefined ? undefined : cercaParti(parti)(senzaParentesi(start))) ?? parti[0];
  if (radice === undefined) throw malformato('manca la parte iniziale');
  return radice;
}

/** Finds parts by identifier; percent-encoded or not on either side (RFC 2392, and who reads it otherwise). */
function cercaParti(parti: readonly Parte[]): (id: string) => Parte | undefined {
  const esatte = new Map<string, Parte>();
  const decodificate = new Map<string, Parte>();
  for (const p of parti.toReversed()) {
    esatte.set(p.id, p);
    decodificate.set(decodeId(p.id), p);
  }
  return (id) => esatte.get(id) ?? decodificate.get(decodeId(id));
}

/** Finds the part that a `cid:` reference names; undefined for any other reference. */
export function openAllegati(parti: readonly Parte[]): (href: string) => Parte | undefined {
  const cerca = cercaParti(parti);
  return (href) => (href.slice(0, 4).toLowerCase() === 'cid:' ? cerca(href.slice(4)) : undefined);
}

function decodeId(id: string): string {
  try {
    return decodeURIComponent(id);
  } catch {
    return id;
  }
}
