/**
 * Bytes to XML: the only door through which a parser sees what came from outside. Envelopes, which are signed, go to
 * libxml2; contents are read straight into plain elements.
 * Invariant: what reaches a parser is UTF-8 without a DOCTYPE and within the limits, so there is nothing to expand,
 * nothing to load and nothing that grows; every libxml2 document is freed by whoever opened it.
 */
import { isUtf8 } from 'node:buffer';
import { ParseOption, XmlDocument, XmlError, type XmlNode, XmlTreeNode } from 'libxml2-wasm';
import { daCp1252 } from '../anpr/cp1252.js';
import type { Elemento } from '../anpr/elemento.js';
import { NotificaError } from '../errors.js';
import { XmlNonValido } from './difetti.js';
import { leggiElementi } from './lettore.js';

export { type DifettoXml, XmlNonValido } from './difetti.js';

/** What is too much for one document. */
export interface LimitiXml {
  readonly maxByte: number;
  /** Nesting of elements; ANPR's deepest answers stay under 20. */
  readonly maxProfondita: number;
  readonly maxElementi: number;
}

/** A thousand times a large NRIS, and still under 150 MB of parser memory. */
export const LIMITI_XML: LimitiXml = { maxByte: 32 * 1024 * 1024, maxProfondita: 128, maxElementi: 1_000_000 };

/** libxml2 refuses text nodes over 10 MB without its HUGE option, which in exchange lifts its own limit of depth. */
const SOGLIA_HUGE = 9_000_000;
const MINORE = 0x3c;

/** Encodings accepted by name. `latin1` is read literally: a C1 byte stays a C1 character, see `mapC1`. */
const CODIFICHE: Readonly<Record<string, 'utf-8' | 'utf-16le' | 'utf-16be' | 'latin1' | 'windows-1252'>> = {
  'utf-8': 'utf-8',
  utf8: 'utf-8',
  'us-ascii': 'utf-8',
  ascii: 'utf-8',
  'utf-16': 'utf-16le',
  'utf-16le': 'utf-16le',
  'utf-16be': 'utf-16be',
  'iso-8859-1': 'latin1',
  'iso8859-1': 'latin1',
  latin1: 'latin1',
  'windows-1252': 'windows-1252',
  cp1252: 'windows-1252',
};
export type Codifica = (typeof CODIFICHE)[string];

/** The encoding that the first bytes give away, whatever anybody declares; undefined for anything that begins like ASCII. */
function sniffCodifica(b: Buffer): { codifica: Codifica; salta: number } | undefined {
  if (b[0] === 0xef && b[1] === 0xbb && b[2] === 0xbf) return { codifica: 'utf-8', salta: 3 };
  if (b[0] === 0xff && b[1] === 0xfe) return { codifica: 'utf-16le', salta: 2 };
  if (b[0] === 0xfe && b[1] === 0xff) return { codifica: 'utf-16be', salta: 2 };
  if (b[0] === MINORE && b[1] === 0) return { codifica: 'utf-16le', salta: 0 };
  if (b[0] === 0 && b[1] === MINORE) return { codifica: 'utf-16be', salta: 0 };
  return undefined;
}

function codificaDichiarata(b: Buffer, charset: string | undefined): Codifica {
  const dichiarazione = /^\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']/.exec(b.toString('latin1', 0, 256));
  const nome = (charset ?? dichiarazione?.[1] ?? 'utf-8').toLowerCase();
  const codifica = CODIFICHE[nome];
  if (codifica === undefined) throw new XmlNonValido('CODIFICA', `codifica non accettata: ${nome.slice(0, 40)}`);
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
  while (utf8[inizio] === 0x20 || utf8[inizio] === 0x0a || utf8[inizio] === 0x0d || utf8[inizio] === 0x09) inizio++;
  return inizio === 0 ? utf8 : utf8.subarray(inizio);
}

/** Walks declaration, instructions and comments up to the first tag; anything else that begins with `<!` is a DOCTYPE. */
function checkProlog(xml: Buffer): void {
  let i = xml.indexOf(MINORE);
  while (i >= 0) {
    const dopo = xml[i + 1];
    const fine =
      dopo === 0x3f ? '?>' : xml.toString('latin1', i, i + 4) === '<!--' ? '-->' : dopo === 0x21 ? 'DOCTYPE' : '';
    if (fine === '') return;
    if (fine === 'DOCTYPE') throw new XmlNonValido('DOCTYPE', 'un DOCTYPE non è ammesso');
    const chiusura = xml.indexOf(fine, i + 2);
    i = chiusura < 0 ? -1 : xml.indexOf(MINORE, chiusura + fine.length);
  }
  throw new XmlNonValido('VUOTO', 'nessun elemento');
}

/** Elements cost the parser some 150 bytes each: they are counted before it runs. */
function checkElementi(xml: Buffer, max: number): void {
  let aperti = 0;
  for (let i = xml.indexOf(MINORE); i >= 0; i = xml.indexOf(MINORE, i + 1)) {
    if (xml[i + 1] !== 0x2f) aperti++;
    if (aperti > max) throw new XmlNonValido('TROPPO_GRANDE', `oltre ${max} elementi`);
  }
}

/** The text in UTF-8 after every check that needs no parser. @throws XmlNonValido */
function checkedUtf8(bytes: Uint8Array, limiti: LimitiXml, charset?: string): Buffer {
  if (bytes.byteLength === 0) throw new XmlNonValido('VUOTO', 'nessun byte');
  if (bytes.byteLength > limiti.maxByte) throw new XmlNonValido('TROPPO_GRANDE', `oltre ${limiti.maxByte} byte`);
  const xml = toUtf8(bytes, charset);
  checkProlog(xml);
  checkElementi(xml, limiti.maxElementi);
  return xml;
}

/**
 * Parses bytes into a libxml2 document, which the caller must `dispose()`.
 * @param charset the charset of the transport, where there is one
 * @throws XmlNonValido
 */
export function openXml(bytes: Uint8Array, limiti: LimitiXml, charset?: string): XmlDocument {
  const xml = checkedUtf8(bytes, limiti, charset);
  const huge = xml.byteLength > SOGLIA_HUGE ? ParseOption.XML_PARSE_HUGE : 0;
  const option = ParseOption.XML_PARSE_NONET | ParseOption.XML_PARSE_NO_XXE | huge;
  try {
    return XmlDocument.fromBuffer(xml, { encoding: 'utf-8', option });
  } catch (e) {
    if (!(e instanceof XmlError)) throw e;
    // NOTE: libxml2's message may quote the text, which is personal data; it stays here.
    throw new XmlNonValido('MALFORMATO', 'XML non ben formato');
  }
}

/** A trap or an exhausted memory inside WebAssembly: from then on the parser answers nothing, only a restart mends it. */
export function isParserBroken(e: unknown): boolean {
  return e instanceof Error && e.name === 'RuntimeError';
}

/** The letters Š Œ Ž š œ ž Ÿ that somebody read as Latin-1: ANPR's character class admits them so (modello-dati G.6). */
const LETTERE_C1 = /[\u008a\u008c\u008e\u009a\u009c\u009e\u009f]/g;

/**
 * The following sibling. NOTE: in libxml2-wasm 0.7 an instruction (`<?…?>`) is a node without `next`, though it has one;
 * walking over it by hand would end the walk, or the daemon.
 */
export function nextOf(n: XmlNode): XmlTreeNode | null {
  return n instanceof XmlTreeNode ? n.next : (Reflect.get(XmlTreeNode.prototype, 'next', n) as XmlTreeNode | null);
}

/** Text of a content as the registers keep it: see `LETTERE_C1`. */
export const testoPulito = (testo: string): string => daCp1252(testo, LETTERE_C1);

const MOTIVI = {
  VUOTO: 'CONTENUTO_VUOTO',
  TROPPO_GRANDE: 'CONTENUTO_TROPPO_GRANDE',
  CODIFICA: 'XML_NON_VALIDO',
  DOCTYPE: 'XML_NON_VALIDO',
  MALFORMATO: 'XML_NON_VALIDO',
} as const;

/** Bytes that are no acceptable XML, as the fate of the content that they should have been. */
export const contenutoNonValido = (e: XmlNonValido): NotificaError =>
  new NotificaError(MOTIVI[e.difetto], `contenuto XML: ${e.message}`);

/**
 * The content of a notification as plain data. A root that says nothing (no children, no text) counts as empty (G35).
 * @throws NotificaError XML_NON_VALIDO, CONTENUTO_VUOTO, CONTENUTO_TROPPO_GRANDE
 */
export function parseElemento(bytes: Uint8Array, limiti: LimitiXml = LIMITI_XML): Elemento {
  try {
    const xml = checkedUtf8(bytes, limiti).toString('utf8');
    const radice = leggiElementi(xml, limiti.maxProfondita, testoPulito);
    if (radice.figli.length === 0 && radice.testo.trim() === '') throw new XmlNonValido('VUOTO', 'radice senza dati');
    return radice;
  } catch (e) {
    throw e instanceof XmlNonValido ? contenutoNonValido(e) : e;
  }
}
