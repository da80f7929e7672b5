/** What is too much for the structure of an XML document, by what the document is. */
/** What is too much for the structure of one document; text is bounded by the bytes of the document alone. */
export interface LimitiStruttura {
  /** Nesting of elements. */
  readonly maxProfondita: number;
  readonly maxElementi: number;
  /** Namespace declarations apart. */
  readonly maxAttributiPerElemento: number;
  readonly maxAttributi: number;
  /** Namespace declarations: canonicalisation writes them again and again. */
  readonly maxDichiarazioni: number;
  /** Declarations that each element stands under, its own among them, all elements together: inclusive canonicalisation looks at each. */
  readonly maxInVigore: number;
  /** Bytes of one value of an attribute or a declaration. */
  readonly maxByteValore: number;
  /** Bytes of all start tags together. */
  readonly maxByteTag: number;
  /** Comments, instructions and CDATA sections: nodes that are no elements. */
  readonly maxAltri: number;
  /** References (`&…;`) and `>` in text: a canonical text writes them longer. */
  readonly maxSpeciali: number;
  /** Most elements with a local name, by name: each of these costs more than an element. */
  readonly maxPerNome: ReadonlyMap<string, number>;
}

/** Contents and answers: elements without attributes of their own, a million of them in the largest extractions. */
export const STRUTTURA_CONTENUTO: LimitiStruttura = {
  maxProfondita: 128,
  maxElementi: 1_000_000,
  maxAttributiPerElemento: 100,
  maxAttributi: 1_000_000,
  maxDichiarazioni: 100_000,
  // Nobody canonicalises them.
  maxInVigore: Number.POSITIVE_INFINITY,
  maxByteValore: 4_096,
  maxByteTag: 64 * 1024 * 1024,
  maxAltri: 100_000,
  maxSpeciali: 4_000_000,
  maxPerNome: new Map(),
};

/**
 * Envelopes: what ANPR, CXF, WSS4J, Axis and WCF send has less than 200 elements, 20 of them with an attribute; ten times
 * that is left. Signed ones declare 9 namespaces, and their elements stand under 160 in all. A base64 content with `&#xD;` at the end of each line is a real one, and has 350,000 of them in 20 MB.
 */
export const STRUTTURA_BUSTA: LimitiStruttura = {
  maxProfondita: 128,
  maxElementi: 2_000,
  maxAttributiPerElemento: 100,
  maxAttributi: 4_000,
  maxDichiarazioni: 100,
  maxInVigore: 20_000,
  maxByteValore: 4_096,
  maxByteTag: 1024 * 1024,
  maxAltri: 500,
  maxSpeciali: 1_000_000,
  maxPerNome: new Map([
    ['Signature', 16],
    ['KeyInfo', 16],
    ['Reference', 100],
    ['SecurityTokenReference', 32],
    ['BinarySecurityToken', 16],
    ['X509Data', 32],
    ['X509Certificate', 32],
    ['X509IssuerSerial', 32],
    ['Include', 64],
  ]),
};
