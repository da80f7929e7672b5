/**
 * Bytes to XML: the only door through which a parser sees what came from outside. Envelopes, which are signed, go to
 * libxml2; contents are read straight into plain elements.
 * Invariant: what reaches a parser is UTF-8 of XML 1.0 without a DOCTYPE and within the limits, which one pass over the
 * bytes has counted, so there is nothing to expand, nothing to load and nothing that grows; every libxml2 document is freed by whoever opened it.
 */
import { ParseOption, XmlDocument, XmlError, type XmlNode, XmlTreeNode } from 'libxml2-wasm';
import { daCp1252 } from '../anpr/cp1252.js';
import type { Elemento } from '../anpr/elemento.js';
import { NotificaError } from '../errors.js';
import { dichiarato, haDichiarazione, toUtf8 } from './codifica.js';
import { XmlNonValido } from './difetti.js';
import { leggiElementi } from './lettore.js';
import { type LimitiStruttura, STRUTTURA_BUSTA, STRUTTURA_CONTENUTO } from './limiti-struttura.js';
import { checkStruttura } from './struttura.js';

export { type Codifica, codificaDi } from './codifica.js';
export { type DifettoXml, XmlNonValido } from './difetti.js';

/** What is too much for one document. */
export interface LimitiXml extends LimitiStruttura {
  readonly maxByte: number;
}

const MAX_BYTE = 32 * 1024 * 1024;

/** A thousand times a large NRIS, and still under 150 MB of parser memory. */
export const LIMITI_XML: LimitiXml = { ...STRUTTURA_CONTENUTO, maxByte: MAX_BYTE };

/** An envelope is small but for its content, which is one text. */
export const LIMITI_BUSTA: LimitiXml = { ...STRUTTURA_BUSTA, maxByte: MAX_BYTE };

/** libxml2 refuses text nodes over 10 MB without its HUGE option, which in exchange lifts its own limit of depth: ours stands. */
const SOGLIA_HUGE = 9_000_000;

/**
 * XML 1.1 admits characters that a terminal obeys, and reads line ends differently: nobody who writes to us needs it.
 * @throws XmlNonValido MALFORMATO
 */
function checkVersione(xml: Buffer): void {
  if (haDichiarazione(xml) && dichiarato(xml, 'version') !== '1.0')
    throw new XmlNonValido('MALFORMATO', 'si accetta solo XML 1.0');
}

/** The text in UTF-8 after every check that needs no parser. @throws XmlNonValido */
function checkedUtf8(bytes: Uint8Array, limiti: LimitiXml, charset?: string): Buffer {
  if (bytes.byteLength === 0) throw new XmlNonValido('VUOTO', 'nessun byte');
  if (bytes.byteLength > limiti.maxByte) throw new XmlNonValido('TROPPO_GRANDE', `oltre ${limiti.maxByte} byte`);
  const xml = toUtf8(bytes, charset);
  checkVersione(xml);
  checkStruttura(xml, limiti);
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
