/**
 * XOP 1.0: any base64 of a message may travel in a part of its own, an `xop:Include` stands where it was.
 * Invariant: what is put back is what whoever signed the message had there; an Include that is not alone in its element
 * is refused, because nothing says what the element then is; no part makes the message larger than a message may be.
 */
import { type XmlDocument, XmlElement, XmlText } from 'libxml2-wasm';
import { EnvelopeError } from '../errors.js';
import { elementsOf } from './dom.js';
import { openAllegati, type Parte } from './multipart.js';
import { NS } from './spazi.js';
import { nextOf } from './xml.js';

const rifiuto = (motivo: string, messaggio: string): EnvelopeError => new EnvelopeError('5', motivo, messaggio);

const isInclude = (e: XmlElement): boolean => e.name === 'Include' && e.namespaceUri === NS.xop;

/**
 * The Include of an element that holds base64; undefined when it holds text alone.
 * @throws EnvelopeError 5 CONTENUTO_AMBIGUO for an Include with something beside it, or any other element
 */
export function includeOf(e: XmlElement): XmlElement | undefined {
  const [primo] = elementsOf(e);
  if (primo === undefined) return undefined;
  for (let c = e.firstChild; c !== null; c = nextOf(c)) {
    const vuoto = c instanceof XmlText && c.content.trim() === '';
    const solo = c instanceof XmlElement && isInclude(c) && c.isSameNode(primo);
    if (!vuoto && !solo) throw rifiuto('CONTENUTO_AMBIGUO', `${e.name.slice(0, 40)}: accanto a xop:Include c’è altro`);
  }
  return primo;
}

/** The parts of one message, and how much of them was asked for. */
export interface Xop {
  /** Whether anything travels in parts. */
  readonly inParti: boolean;
  /** The bytes that an Include stands for. @throws EnvelopeError 5 ALLEGATO_MANCANTE, TROPPO_GRANDE */
  byteOf(include: XmlElement): Buffer;
}

/** @param maxByte bytes of all references together: a part may be named more than once */
export function openXop(parti: readonly Parte[], maxByte: number): Xop {
  const trova = openAllegati(parti);
  let totale = 0;
  return {
    inParti: parti.length > 0,
    byteOf: (include) => {
      const parte = trova(include.attr('href')?.value ?? '');
      if (parte === undefined) {
        throw rifiuto('ALLEGATO_MANCANTE', 'la parte a cui rimanda xop:Include non è nel messaggio');
      }
      totale += parte.corpo.length;
      if (totale > maxByte) throw rifiuto('TROPPO_GRANDE', `allegati oltre ${maxByte} byte`);
      return parte.corpo;
    },
  };
}

/** Puts bytes where their Include stands, as base64 without blanks (XOP 1.0, 3.2). */
export function putBack(include: XmlElement, byte: Uint8Array): void {
  include.appendText(Buffer.from(byte.buffer, byte.byteOffset, byte.byteLength).toString('base64'));
  include.remove();
}

/**
 * Puts every Include back, but for one, whose bytes are read as they came.
 * @param tranne that one
 * @throws EnvelopeError 5 CONTENUTO_AMBIGUO, ALLEGATO_MANCANTE, TROPPO_GRANDE
 */
export function putAllBack(doc: XmlDocument, xop: Xop, tranne: XmlElement | undefined): void {
  if (!xop.inParti) return;
  for (const include of doc.find('//xop:Include', { xop: NS.xop })) {
    if (!(include instanceof XmlElement) || include.parent === null) continue;
    if (tranne !== undefined && include.isSameNode(tranne)) continue;
    includeOf(include.parent);
    putBack(include, xop.byteOf(include));
  }
}
