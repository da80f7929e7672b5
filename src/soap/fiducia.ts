/**
 * Which certificates may have signed a notification.
 * Invariant: trust is in a CA and never in a leaf (ANPR replaces the signing certificate, G10); issuers are taken from the
 * bundle only, so nothing that a message carries can make a chain longer; what costs little is asked first, and nothing is
 * computed with a key that a stranger chose.
 */
import type { X509Certificate } from 'node:crypto';
import { type BundleCa, ricorda } from './certificati.js';
import { revocato } from './crl.js';
import { maySign } from './estensioni.js';
import { comprende, nomeLeggibile } from './nomi.js';

/** Below this RSA can be factored by whoever wants to forge a notification. */
const MIN_BIT_RSA = 2048;
/** Above these a verification costs what a sender may not ask of us. */
const MAX_BIT_RSA = 8192;
const MAX_ESPONENTE = 0xffff_ffffn;

function isIn(now: Date, c: X509Certificate): boolean {
  return new Date(c.validFrom) <= now && now <= new Date(c.validTo);
}

/** Whether that CA signed the certificate. */
export function isIssuedBy(cert: X509Certificate, ca: X509Certificate): boolean {
  try {
    return cert.checkIssued(ca) && cert.verify(ca.publicKey);
  } catch {
    // OpenSSL throws on algorithms it does not know; such a certificate is not trusted.
    return false;
  }
}

/** What makes a key unfit, whoever vouches for it. */
function difettoChiave({ publicKey }: X509Certificate): string | undefined {
  const { modulusLength = 0, publicExponent = 0n } = publicKey.asymmetricKeyDetails ?? {};
  if (modulusLength < MIN_BIT_RSA) return `chiave RSA sotto ${MIN_BIT_RSA} bit`;
  if (modulusLength > MAX_BIT_RSA) return `chiave RSA oltre ${MAX_BIT_RSA} bit`;
  return publicExponent > MAX_ESPONENTE ? 'chiave RSA con un esponente smisurato' : undefined;
}

/** What the certificate was not made for (RFC 5280, 4.2.1.3 and 4.2.1.9). */
function difettoUso(cert: X509Certificate): string | undefined {
  if (cert.ca) return 'è il certificato di una CA, che firma certificati e non messaggi';
  return maySign(cert.raw) ? undefined : 'il suo uso (keyUsage) non comprende la firma';
}

/** The CA that issued it. */
function issuerIn(bundle: BundleCa, cert: X509Certificate): X509Certificate | string {
  const noto = bundle.verificati.get(cert.fingerprint256);
  if (noto !== undefined) return noto;
  const difetto = difettoChiave(cert) ?? difettoUso(cert);
  if (difetto !== undefined) return difetto;
  const ca = bundle.ca.find((c) => isIssuedBy(cert, c));
  if (ca === undefined) return `emesso da «${nomeLeggibile(cert.issuer)}», che non è fra le CA di fiducia`;
  ricorda(bundle.verificati, cert.fingerprint256, ca);
  return ca;
}

/**
 * Why a signing certificate is not trusted; undefined when it is.
 * @param now dates are looked at every time, the chain once
 */
export function distrust(bundle: BundleCa, cert: X509Certificate, now: Date): string | undefined {
  const ca = issuerIn(bundle, cert);
  if (typeof ca === 'string') return ca;
  if (!isIn(now, cert)) return `il certificato vale dal ${cert.validFrom} al ${cert.validTo}`;
  if (!isIn(now, ca)) return `la CA «${nomeLeggibile(ca.subject)}» vale dal ${ca.validFrom} al ${ca.validTo}`;
  const lista = revocato(cert, ca, bundle.crl);
  if (lista !== undefined) return `il certificato con numero di serie ${cert.serialNumber} è revocato (${lista.nome})`;
  const { soggetti } = bundle;
  if (soggetti.length === 0 || soggetti.some((s) => comprende(cert.subject, s))) return undefined;
  return `il soggetto «${nomeLeggibile(cert.subject)}» non è fra quelli di firma.soggetti`;
}
