/**
 * Bytes of any encoding that senders use, to UTF-8.
 * Invariant: what comes out is UTF-8 without a mark; a byte that its encoding does not have is refused, never replaced. A
 * label that nobody knows costs nothing where the bytes speak for themselves.
 */
import { isUtf8 } from 'node:buffer';
import { daCp1252 } from '../anpr/cp1252.js';
import { XmlNonValido } from './difetti.js';

/** `latin1` is read literally: a C1 byte stays a C1 character, see `testoPulito`. */
export type Codifica = 'utf-8' | 'utf-16le' | 'utf-16be' | 'latin1' | 'windows-1252';

/** Accepted labels, in small letters and digits alone: senders write `ISO_8859-1`, `iso8859-1`, `UTF8`. */
const CODIFICHE: ReadonlyMap<string, Codifica> = new Map<string, Codifica>([
  ['utf8', 'utf-8'],
  ['usascii', 'utf-8'],
  ['ascii', 'utf-8'],
  ['utf16', 'utf-16le'],
  ['utf16le', 'utf-16le'],
  ['utf16be', 'utf-16be'],
  ['iso88591', 'latin1'],
  ['latin1', 'latin1'],
  ['l1', 'latin1'],
  ['windows1252', 'windows-1252'],
  ['cp1252', 'windows-1252'],
]);

/** Encodings where a byte of ASCII may stand for something else: never taken for UTF-8, whatever the bytes look like. */
const NASCONDONO = ['utf7', 'unicode11utf7', 'utf32', 'ucs4', 'iso2022', 'hz', 'ebcdic', 'ibm', 'cp0', 'scsu', 'bocu'];

/** Labels longer than this are not labels; nor are declarations. */
const MAX_ETICHETTA = 40;
const MAX_DICHIARAZIONE = 512;
const MINORE = 0x3c;

const isBlank = (c: number | undefined): boolean => c === 0x20 || c === 0x0a || c === 0x0d || c === 0x09;

/** The encoding that the first bytes give away, whatever anybody declares; undefined for anything that begins like ASCII. */
function sniffCodifica(b: Buffer): { codifica: Codifica; salta: number } | undefined {
  if (b[0] === 0xef && b[1] === 0xbb && b[2] === 0xbf) return { codifica: 'utf-8', salta: 3 };
  if (b[0] === 0xff && b[1] === 0xfe) return { codifica: 'utf-16le', salta: 2 };
  if (b[0] === 0xfe && b[1] === 0xff) return { codifica: 'utf-16be', salta: 2 };
  if (b[0] === MINORE && b[1] === 0) return { codifica: 'utf-16le', salta: 0 };
  if (b[0] === 0 && b[1] === MINORE) return { codifica: 'utf-16be', salta: 0 };
  return undefined;
}

/** Whether the text begins with an XML declaration, well-formed or not. */
export function haDichiarazione(b: Buffer): boolean {
  const inizio = b.toString('latin1', 0, MAX_DICHIARAZIONE).trimStart();
  return inizio.startsWith('<?xml') && isBlank(inizio.charCodeAt(5));
}

/** A pseudo-attribute of the XML declaration that the bytes begin with; undefined when it is too long to be one, too. */
export function dichiarato(b: Buffer, nome: 'version' | 'encoding'): string | undefined {
  if (!haDichiarazione(b)) return undefined;
  const inizio = b.toString('latin1', 0, MAX_DICHIARAZIONE).trimStart();
  const fine = inizio.indexOf('?>');
  if (fine < 0) return undefined;
  return new RegExp(`\\s${nome}\\s*=\\s*["']([^"']*)["']`).exec(inizio.slice(0, fine))?.[1];
}

const compatta = (etichetta: string | undefined): string =>
  (etichetta ?? '')
    .slice(0, MAX_ETICHETTA)
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '');

function codificaDichiarata(b: Buffer, charset: string | undefined): Codifica {
  const etichette = [charset, dichiarato(b, 'encoding')].map(compatta).filter((e) => e !== '');
  const codifica = etichette.map((e) => CODIFICHE.get(e)).find((c) => c !== undefined);
  if (codifica === undefined) {
    // Nobody said, or said a word that nobody knows: UTF-8, if the bytes are.
    const nascosta = etichette.find((e) => NASCONDONO.some((n) => e.startsWith(n)));
    if (nascosta === undefined && (etichette.length === 0 || isUtf8(b))) return 'utf-8';
    throw new XmlNonValido('CODIFICA', `codifica non accettata: ${nascosta ?? etichette[0]}`);
  }
  // One byte per character and a declared utf-16 (G3361 "some clients declare utf-16"): the declaration is wrong, not the text.
  return codifica.startsWith('utf-16') ? 'utf-8' : codifica;
}

/** The encoding of a document from its first bytes, and how many of them are only its mark. @throws XmlNonValido CODIFICA */
export function codificaDi(inizio: Buffer): { readonly codifica: Codifica; readonly salta: number } {
  return sniffCodifica(inizio) ?? { codifica: codificaDichiarata(inizio, undefined), salta: 0 };
}

function transcode(b: Buffer, codifica: Codifica): Buffer {
  switch (codifica) {
    case 'utf-8':
      if (!isUtf8(b)) throw new XmlNonValido('CODIFICA', 'byte che non sono UTF-8');
      return b;
    case 'latin1':
      return Buffer.from(b.toString('latin1'), 'utf8');
    case 'windows-1252':
      // NOTE: TextDecoder('windows-1252') of Node 20 leaves 0x80–0x9F as they are.
      return Buffer.from(daCp1252(b.toString('latin1')), 'utf8');
    case 'utf-16le':
    case 'utf-16be':
      return decodeWith(b, codifica);
    default:
      return codifica satisfies never;
  }
}

function decodeWith(b: Buffer, codifica: string): Buffer {
  try {
    return Buffer.from(new TextDecoder(codifica, { fatal: true }).decode(b), 'utf8');
  } catch {
    throw new XmlNonValido('CODIFICA', `byte che non sono ${codifica}`);
  }
}

/**
 * The same text in UTF-8, without BOM and without blanks before the declaration.
 * Order of belief: the bytes themselves, the charset of the transport (RFC 7303), the XML declaration, UTF-8.
 * @throws XmlNonValido CODIFICA
 */
export function toUtf8(bytes: Uint8Array, charset?: string): Buffer {
  const b = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const visto = sniffCodifica(b);
  const utf8 = transcode(b.subarray(visto?.salta ?? 0), visto?.codifica ?? codificaDichiarata(b, charset));
  let inizio = 0;
  while (isBlank(utf8[inizio])) inizio++;
  return inizio === 0 ? utf8 : utf8.subarray(inizio);
}
