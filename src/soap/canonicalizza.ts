/**
 * Canonical bytes of an envelope and of its parts.
 * libxml2 canonicalises the envelope once; what exclusive canonicalisation gives for a part is cut out of that text, where
 * only the namespace declarations differ: they stand on the first element of the part that uses them (Exclusive XML
 * Canonicalization 1.0, section 3). Asking libxml2 for every part costs three times as much, and reading its tree as much
 * again.
 * Invariant: a part is what libxml2 would give for it (a property test compares the two); any other form of
 * canonicalisation is left to libxml2.
 */
import { type C14NOptions, type XmlDocument, type XmlElement, XmlError, type XmlNode } from 'libxml2-wasm';
import { EnvelopeError } from '../errors.js';
import type { NodoCanonico, Spazi } from './canonico.js';
import { elementsOf } from './dom.js';
import { C14N_ESCLUSIVA, type Canonicalizzazione } from './spazi.js';

/** How a subtree is canonicalised. */
export interface Forma extends Canonicalizzazione {
  /** Prefixes that exclusive canonicalisation treats as inclusive. */
  readonly prefissi: readonly string[];
}

/** A document and its canonical text. */
export interface Canonizzato {
  readonly doc: XmlDocument;
  readonly testo: string;
}

type Nodi = Pick<C14NOptions, 'nodeSet' | 'isVisible'>;

function write(doc: XmlDocument, { mode, withComments, prefissi }: Forma, nodi: Nodi): Buffer {
  const pezzi: Buffer[] = [];
  const inclusive = prefissi.length === 0 ? {} : { inclusiveNamespacePrefixes: [...prefissi] };
  const handler = {
    write: (b: Uint8Array): number => {
      pezzi.push(Buffer.from(b));
      return b.byteLength;
    },
    close: () => true,
  };
  try {
    doc.canonicalize(handler, { mode, withComments, ...inclusive, ...nodi });
  } catch (e) {
    // C14N has no form for some documents, e.g. with a namespace that is a relative URI.
    if (e instanceof XmlError) throw new EnvelopeError('5', 'FIRMA_MALFORMATA', 'la busta non si può canonicalizzare');
    throw e;
  }
  return pezzi.length === 1 ? (pezzi[0] as Buffer) : Buffer.concat(pezzi);
}

/** The whole document in exclusive canonical form, comments left out. @throws EnvelopeError 5 FIRMA_MALFORMATA */
export function canonicalText(doc: XmlDocument): string {
  return write(doc, { mode: C14N_ESCLUSIVA, withComments: false, prefissi: [] }, {}).toString('utf8');
}

/** Addresses of namespaces stay as libxml2 wrote them. */
const declaration = (prefisso: string, uri: string): string =>
  prefisso === '' ? ` xmlns="${uri}"` : ` xmlns:${prefisso}="${uri}"`;

/** The exclusive canonical form of one element and all that is in it, out of the canonical text of its document. */
export function ritaglia(testo: string, radice: NodoCanonico): string {
  const pezzi: string[] = [];
  let da = radice.tratto.inizio;
  const visit = (n: NodoCanonico, resi: Spazi): void => {
    const { dichiarazioni, attributi, usati, spazi } = n.tratto;
    const nuovi = usati.filter((p) => (spazi.get(p) ?? '') !== (resi.get(p) ?? ''));
    const qui = nuovi.map((p) => declaration(p, spazi.get(p) ?? '')).join('');
    if (testo.slice(dichiarazioni, attributi) !== qui) {
      pezzi.push(testo.slice(da, dichiarazioni), qui);
      da = attributi;
    }
    const sotto = nuovi.length === 0 ? resi : new Map([...resi, ...nuovi.map((p) => [p, spazi.get(p) ?? ''] as const)]);
    for (const f of n.figli) visit(f, sotto);
  };
  visit(radice, new Map());
  pezzi.push(testo.slice(da, radice.tratto.fine));
  return pezzi.join('');
}

/** The same element in libxml2's tree. */
export function elementOf(doc: XmlDocument, n: NodoCanonico): XmlElement {
  if (n.sopra === undefined) return doc.root;
  return elementsOf(elementOf(doc, n.sopra))[n.sopra.figli.indexOf(n)] as XmlElement;
}

/** Canonical form of one element and all that is in it. @throws EnvelopeError 5 FIRMA_MALFORMATA */
export function canonicalPart({ doc, testo }: Canonizzato, n: NodoCanonico, forma: Forma): string | Buffer {
  const semplice = forma.mode === C14N_ESCLUSIVA && forma.prefissi.length === 0 && !forma.withComments;
  return semplice ? ritaglia(testo, n) : write(doc, forma, { nodeSet: new Set([elementOf(doc, n)]) });
}

/** Canonical form of the document without one element. @throws EnvelopeError 5 FIRMA_MALFORMATA */
export function canonicalWithout({ doc }: Canonizzato, n: NodoCanonico, forma: Forma): Buffer {
  const escluso = elementOf(doc, n);
  return write(doc, forma, { isVisible: (x: XmlNode) => !x.isSameNode(escluso) });
}
