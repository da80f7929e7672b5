/**
 * Which certificate a signature says it was made with: every form of KeyInfo that X.509 tokens have.
 * Invariant: gives candidates, trusts none; a bare key (KeyValue) is never one.
 */
import type { X509Certificate } from 'node:crypto';
import { canonici, type NodoCanonico, onlyCanonico } from './canonico.js';
import { type BundleCa, findBySerial, findBySki, findByThumbprint, readCarried } from './certificati.js';
import { NS } from './spazi.js';

/** Finds the element of this very document that has an Id. */
export type ById = (id: string) => NodoCanonico | undefined;

/** A KeyInfo with more certificates than a chain has is no KeyInfo. */
const MAX_CERTIFICATI = 8;

const decode = (testo: string | undefined): Buffer => Buffer.from(testo ?? '', 'base64');

/** X509Data: certificates carried, or known ones that it names. */
function fromX509Data(data: NodoCanonico, bundle: BundleCa): X509Certificate[] {
  const trovati: X509Certificate[] = [];
  for (const n of data.figli.slice(0, MAX_CERTIFICATI)) {
    if (n.ns !== NS.ds) continue;
    if (n.nome === 'X509Certificate') trovati.push(...readCarried(bundle, n.testo));
    if (n.nome === 'X509SKI') trovati.push(...findBySki(bundle, decode(n.testo)));
    if (n.nome === 'X509IssuerSerial') {
      const issuer = onlyCanonico(n, NS.ds, 'X509IssuerName')?.testo ?? '';
      trovati.push(...findBySerial(bundle, issuer, onlyCanonico(n, NS.ds, 'X509SerialNumber')?.testo ?? ''));
    }
  }
  return trovati;
}

/** KeyIdentifier of the X.509 token profile; WSS 1.1 adds the thumbprint. */
function fromKeyIdentifier(n: NodoCanonico, bundle: BundleCa): X509Certificate[] {
  const tipo = n?.attributi.ValueType ?? '';
  if (tipo.endsWith('#X509v3')) return readCarried(bundle, n.testo);
  if (tipo.endsWith('#X509SubjectKeyIdentifier')) return findBySki(bundle, decode(n.testo));
  if (tipo.endsWith('#ThumbprintSHA1')) return findByThumbprint(bundle, decode(n.testo));
  return [];
}

function fromToken(token: NodoCanonico | undefined, bundle: BundleCa): X509Certificate[] {
  if (token?.nome !== 'BinarySecurityToken' || token.ns !== NS.wsse) return [];
  return readCarried(bundle, token.testo);
}

function fromStr(str: NodoCanonico, bundle: BundleCa, byId: ById): X509Certificate[] {
  const [reference] = canonici(str, NS.wsse, 'Reference');
  const uri = reference?.attributi.URI;
  if (uri !== undefined) return fromToken(byId(uri.replace(/^#/, '')), bundle);
  const [identifier] = canonici(str, NS.wsse, 'KeyIdentifier');
  if (identifier !== undefined) return fromKeyIdentifier(identifier, bundle);
  return canonici(str, NS.ds, 'X509Data').flatMap((d) => fromX509Data(d, bundle));
}

/** Certificates that may have made the signature; all the known ones when there is no KeyInfo. */
export function certificatesOf(keyInfo: NodoCanonico | undefined, bundle: BundleCa, byId: ById): X509Certificate[] {
  if (keyInfo === undefined) return bundle.noti.map((n) => n.x509);
  const daStr = canonici(keyInfo, NS.wsse, 'SecurityTokenReference').flatMap((s) => fromStr(s, bundle, byId));
  return [...daStr, ...canonici(keyInfo, NS.ds, 'X509Data').flatMap((d) => fromX509Data(d, bundle))];
}
