/**
 * The extensions of an X.509 certificate, read from its DER: node:crypto gives neither the SubjectKeyIdentifier nor the
 * KeyUsage, and a whole ASN.1 library costs every thread that reads envelopes 10 MB.
 * Invariant: definite lengths only, every element inside the one that holds it, one look at each; what is not so has no
 * extensions.
 */

/** One element of DER: where its value stands. */
export interface Der {
  readonly tag: number;
  readonly inizio: number;
  readonly fine: number;
}

export const SEQUENCE = 0x30;
const BIT_STRING = 0x03;
const OCTET_STRING = 0x04;
const OID = 0x06;
/** `extensions [3]` of TBSCertificate (RFC 5280, 4.1). */
const EXTENSIONS = 0xa3;
/** More than any certificate has; node has already read this one. */
const MAX_ELEMENTI = 64;

/** 2.5.29.14 and 2.5.29.15, as they are written. */
const SUBJECT_KEY_IDENTIFIER = '551d0e';
const KEY_USAGE = '551d0f';

/** The element that begins at `i` and ends before `limite`; undefined when there is none. */
export function derAt(b: Uint8Array, i: number, limite: number): Der | undefined {
  const tag = b[i];
  const primo = b[i + 1];
  if (tag === undefined || primo === undefined || (tag & 0x1f) === 0x1f) return undefined;
  const byte = primo < 0x80 ? 0 : primo & 0x7f;
  if (primo === 0x80 || byte > 4) return undefined;
  let lunghezza = byte === 0 ? primo : 0;
  for (let k = 0; k < byte; k++) lunghezza = lunghezza * 256 + (b[i + 2 + k] ?? 0);
  const inizio = i + 2 + byte;
  return inizio + lunghezza <= limite ? { tag, inizio, fine: inizio + lunghezza } : undefined;
}

/** The elements inside another. @param max more than these are left out */
export function derIn(b: Uint8Array, dentro: Der | undefined, max = MAX_ELEMENTI): Der[] {
  const trovati: Der[] = [];
  let i = dentro?.inizio ?? 0;
  while (dentro !== undefined && i < dentro.fine && trovati.length < max) {
    const e = derAt(b, i, dentro.fine);
    if (e === undefined) break;
    trovati.push(e);
    i = e.fine;
  }
  return trovati;
}

function extensionOf(raw: Buffer, oid: string): Der | undefined {
  const [tbs] = derIn(raw, derAt(raw, 0, raw.length));
  const lista = derIn(raw, tbs).find((e) => e.tag === EXTENSIONS);
  for (const estensione of derIn(raw, derIn(raw, lista)[0])) {
    const campi = derIn(raw, estensione);
    const [nome] = campi;
    if (nome?.tag !== OID || raw.toString('hex', nome.inizio, nome.fine) !== oid) continue;
    const valore = campi.find((c) => c.tag === OCTET_STRING);
    return valore === undefined ? undefined : derAt(raw, valore.inizio, valore.fine);
  }
  return undefined;
}

/** SubjectKeyIdentifier of a certificate in DER, lower-case hexadecimal; empty when it has none. */
export function skiOf(raw: Buffer): string {
  const ski = extensionOf(raw, SUBJECT_KEY_IDENTIFIER);
  return ski?.tag === OCTET_STRING ? raw.toString('hex', ski.inizio, ski.fine) : '';
}

/**
 * Whether the certificate may sign messages: `digitalSignature` or `nonRepudiation` (RFC 5280, 4.2.1.3); one without the
 * extension may be used for anything.
 */
export function maySign(raw: Buffer): boolean {
  const uso = extensionOf(raw, KEY_USAGE);
  if (uso === undefined) return true;
  // The first byte of a BIT STRING counts the unused bits; the next one begins with the two bits looked for.
  return uso.tag === BIT_STRING && ((raw[uso.inizio + 1] ?? 0) & 0xc0) !== 0 && uso.fine - uso.inizio >= 2;
}
