/**
 * Which certificate a signature says it was made with: every form of KeyInfo that X.509 tokens have.
 * Invariant: gives candidates, trusts none; a bare key (KeyValue) is never one.
 */
import { X509Certificate } from 'node:crypto';
import type { XmlElement } from 'libxml2-wasm';
import { type BundleCa, findBySerial, findBySki, findByThumbprint } from './certificati.js';
import { attribute, childrenOf, elementsOf, onlyChild, plainText } from './dom.js';
import { NS } from './spazi.js';

/** A KeyInfo with more certificates than a chain has is no KeyInfo. */
const MAX_CERTIFICATI = 8;

const decode = (testo: string | undefined): Buffer => Buffer.from(testo ?? '', 'base64');

function toX509(der: Buffer): X509Certificate[] {
  try {
    return [new X509Certificate(der)];
  } catch {
    return [];
  }
}

/** X509Data: certificates carried, or known ones that it names. */
function fromX509Data(data: XmlElement, bundle: BundleCa): X509Certificate[] {
  const trovati: X509Certificate[] = [];
  for (const e of elementsOf(data).slice(0, MAX_CERTIFICATI)) {
    if (e.namespaceUri !== NS.ds) continue;
    if (e.name === 'X509Certificate') trovati.push(...toX509(decode(plainText(e))));
    if (e.name === 'X509SKI') trovati.push(...findBySki(bundle, decode(plainText(e))));
    if (e.name === 'X509IssuerSerial') {
      const issuer = plainText(onlyChild(e, NS.ds, 'X509IssuerName')) ?? '';
      trovati.push(...findBySerial(bundle, issuer, plainText(onlyChild(e, NS.ds, 'X509SerialNumber')) ?? ''));
    }
  }
  return trovati;
}

/** KeyIdentifier of the X.509 token profile; WSS 1.1 adds the thumbprint. */
function fromKeyIdentifier(e: XmlElement, bundle: BundleCa): X509Certificate[] {
  const tipo = attribute(e, 'ValueType') ?? '';
  const valore = decode(plainText(e));
  if (tipo.endsWith('#X509v3')) return toX509(valore);
  if (tipo.endsWith('#X509SubjectKeyIdentifier')) return findBySki(bundle, valore);
  if (tipo.endsWith('#ThumbprintSHA1')) return findByThumbprint(bundle, valore);
  return [];
}

function fromToken(token: XmlElement | undefined): X509Certificate[] {
  if (token?.name !== 'BinarySecurityToken' || token.namespaceUri !== NS.wsse) return [];
  return toX509(decode(plainText(token)));
}

function fromStr(str: XmlElement, bundle: BundleCa, byId: (id: string) => XmlElement | undefined): X509Certificate[] {
  const [reference] = childrenOf(str, NS.wsse, 'Reference');
  if (reference !== undefined) return fromToken(byId((attribute(reference, 'URI') ?? '').replace(/^#/, '')));
  const [identifier] = childrenOf(str, NS.wsse, 'KeyIdentifier');
  if (identifier !== undefined) return fromKeyIdentifier(identifier, bundle);
  return childrenOf(str, NS.ds, 'X509Data').flatMap((d) => fromX509Data(d, bundle));
}

/**
 * Certificates that may have made the signature; all the known ones when KeyInfo names none.
 * @param byId resolves the Ids of this very document
 */
export function certificatesOf(
  firma: XmlElement,
  bundle: BundleCa,
  byId: (id: string) => XmlElement | undefined,
): X509Certificate[] {
  const keyInfo = onlyChild(firma, NS.ds, 'KeyInfo');
  if (keyInfo === undefined) return bundle.noti.map((n) => n.x509);
  const daStr = childrenOf(keyInfo, NS.wsse, 'SecurityTokenReference').flatMap((s) => fromStr(s, bundle, byId));
  return [...daStr, ...childrenOf(keyInfo, NS.ds, 'X509Data').flatMap((d) => fromX509Data(d, bundle))];
}
