/**
 * Signs a SOAP envelope the way WS-Security asks: Timestamp and Body, BinarySecurityToken, exclusive C14N.
 * Used by the fictitious ANPR, the benchmark and the tests; the daemon itself never signs what it receives.
 * Invariant: what is signed is what libxml2 canonicalises of the very text that is returned.
 */
import { createHash, createSign, type KeyObject } from 'node:crypto';
import { XmlC14NMode, XmlDocument, type XmlElement } from 'libxml2-wasm';
import { ENVELOPED, EXC_C14N, FIRME_RSA, IMPRONTE, NS, TOKEN } from './spazi.js';

export interface OpzioniFirma {
  /** Moment of signing: the Timestamp begins here. */
  readonly now: Date;
  /** Hash of signature and digests; sha256 when absent. */
  readonly hash?: 'sha1' | 'sha256' | 'sha384' | 'sha512';
  /** Life of the Timestamp in seconds; 300 when absent (spec S10). */
  readonly validitaSecondi?: number;
  /** `URI=""` with the enveloped transform instead of Body and Timestamp. */
  readonly interaBusta?: boolean;
}

/** Identifier of the algorithm that uses a hash. @throws Error for a hash that is not listed */
export function algoritmo(tabella: Readonly<Record<string, string>>, hash: string): string {
  const trovato = Object.entries(tabella).find(([, nome]) => nome === hash);
  if (trovato === undefined) throw new Error(`hash not supported: ${hash}`);
  return trovato[0];
}

/** The base64 inside a PEM certificate. @throws Error when it is not PEM */
export function certificatoBase64(pem: string): string {
  const corpo = /-----BEGIN CERTIFICATE-----([\s\S]*?)-----END CERTIFICATE-----/.exec(pem)?.[1];
  if (corpo === undefined) throw new Error('the certificate is not PEM');
  return corpo.replace(/\s+/g, '');
}

function security(certPem: string, o: OpzioniFirma): string {
  const creato = o.now.toISOString();
  const scade = new Date(o.now.getTime() + (o.validitaSecondi ?? 300) * 1000).toISOString();
  return (
    `<wsse:Security xmlns:wsse="${NS.wsse}" xmlns:wsu="${NS.wsu}">` +
    `<wsu:Timestamp wsu:Id="TS-1"><wsu:Created>${creato}</wsu:Created><wsu:Expires>${scade}</wsu:Expires></wsu:Timestamp>` +
    `<wsse:BinarySecurityToken EncodingType="${TOKEN.base64}" ValueType="${TOKEN.x509v3}" wsu:Id="X509-1">` +
    `${certificatoBase64(certPem)}</wsse:BinarySecurityToken>@FIRMA@</wsse:Security>`
  );
}

/** Writes the Security header into the text and gives the Body its Id. */
function prepare(xml: string, header: string): string {
  const apertura = /<([A-Za-z_][\w.-]*:)?Body(?=[\s>])/.exec(xml);
  if (apertura === null) throw new Error('no Body to sign');
  const p = apertura[1] ?? '';
  const body = `<${p}Body xmlns:wsu="${NS.wsu}" wsu:Id="Body-1"`;
  const senzaHeader = xml.replace(new RegExp(`<${p}Header\\s*(?:/>|>\\s*</${p}Header\\s*>)`), '');
  const testa = `<${p}Header>${header}</${p}Header>`;
  return senzaHeader.replace(`<${p}Body`, () => testa + body);
}

/** Digest of an element in exclusive canonical form, base64. */
export function digest(e: XmlElement, hash: string): string {
  const h = createHash(hash);
  const write = (b: Uint8Array): number => {
    h.update(b);
    return b.byteLength;
  };
  e.canonicalize({ write, close: () => true }, { mode: XmlC14NMode.XML_C14N_EXCLUSIVE_1_0 });
  return h.digest('base64');
}

/** A ds:Reference in canonical form; an empty `uri` is the whole document, without the signature itself. */
export function reference(uri: string, hash: string, valore: string): string {
  const enveloped = uri === '' ? `<ds:Transform Algorithm="${ENVELOPED}"></ds:Transform>` : '';
  return (
    `<ds:Reference URI="${uri}"><ds:Transforms>${enveloped}<ds:Transform Algorithm="${EXC_C14N}"></ds:Transform></ds:Transforms>` +
    `<ds:DigestMethod Algorithm="${algoritmo(IMPRONTE, hash)}"></ds:DigestMethod><ds:DigestValue>${valore}</ds:DigestValue></ds:Reference>`
  );
}

function references(preparata: string, hash: string, intera: boolean): string {
  const doc = XmlDocument.fromString(preparata.replace('@FIRMA@', ''));
  try {
    if (intera) return reference('', hash, digest(doc.root, hash));
    const get = (xpath: string) => doc.get(xpath, { wsu: NS.wsu, s: NS.soap11 }) as XmlElement;
    const body = reference('#Body-1', hash, digest(get('/s:Envelope/s:Body'), hash));
    return reference('#TS-1', hash, digest(get('//wsu:Timestamp'), hash)) + body;
  } finally {
    doc.dispose();
  }
}

/**
 * Signs a SOAP 1.1 envelope that has no Security header yet.
 * @param key RSA private key (PEM or KeyObject)
 * @param cert PEM certificate that goes into the BinarySecurityToken
 * @throws Error when there is no Body, or the certificate is not PEM
 */
export function firmaBusta(xml: string, key: string | KeyObject, cert: string, opzioni: OpzioniFirma): string {
  const hash = opzioni.hash ?? 'sha256';
  const preparata = prepare(xml, security(cert, opzioni));
  // Written in canonical form, so that signing the text is signing its canonicalisation.
  const signedInfo =
    `<ds:SignedInfo xmlns:ds="${NS.ds}"><ds:CanonicalizationMethod Algorithm="${EXC_C14N}"></ds:CanonicalizationMethod>` +
    `<ds:SignatureMethod Algorithm="${algoritmo(FIRME_RSA, hash)}"></ds:SignatureMethod>` +
    `${references(preparata, hash, opzioni.interaBusta === true)}</ds:SignedInfo>`;
  const valore = createSign(hash).update(signedInfo).sign(key, 'base64');
  const firma =
    `<ds:Signature xmlns:ds="${NS.ds}">${signedInfo}<ds:SignatureValue>${valore}</ds:SignatureValue><ds:KeyInfo>` +
    `<wsse:SecurityTokenReference><wsse:Reference URI="#X509-1" ValueType="${TOKEN.x509v3}"></wsse:Reference>` +
    `</wsse:SecurityTokenReference></ds:KeyInfo></ds:Signature>`;
  return preparata.replace('@FIRMA@', () => firma);
}
