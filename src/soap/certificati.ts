/**
 * The bundle of CA certificates that signatures are trusted by (ANPR's "CA Utenti", spec A.4).
 * Invariant: trust is in a CA and never in a leaf (ANPR replaces the signing certificate, G10); issuers are taken from
 * the bundle only, so nothing that a message carries can make a chain longer.
 */
import { X509Certificate } from 'node:crypto';
import { ConfigError } from '../errors.js';
import { ASN1_CERTIFICATO, checkAsn1 } from './asn1.js';
import { skiOf } from './estensioni.js';
import { certificatiPem } from './pem.js';

/** Certificates the operator installed: CAs to trust, and leaves that a message may name without carrying them. */
export interface BundleCa {
  readonly ca: readonly X509Certificate[];
  readonly noti: readonly CertificatoNoto[];
  /** Chains already verified, by fingerprint: the public-key work of a chain is done once per certificate. */
  readonly verificati: Map<string, X509Certificate>;
  /** Certificates that messages carried, by their base64: reading one costs five times what verifying with it does. */
  readonly letti: Map<string, X509Certificate>;
}

/** A known certificate under the names that KeyInfo may use. */
export interface CertificatoNoto {
  readonly x509: X509Certificate;
  /** SubjectKeyIdentifier, lower-case hexadecimal. */
  readonly ski: string;
}

/** More different certificates than this in one run of the daemon is somebody playing. */
const MAX_RICORDATI = 256;
/** Below this RSA can be factored by whoever wants to forge a notification. */
const MIN_BIT_RSA = 2048;

/** One PEM file of the bundle. */
export interface FilePem {
  readonly nome: string;
  readonly pem: string;
}

/** What a bundle is opened from: plain data, so that every thread can open its own. */
export interface DatiFiducia {
  readonly files: readonly FilePem[];
}

/** A certificate that signed a notification and was trusted, as plain data. */
export interface CertificatoVisto {
  /** SHA-256, as node writes it. */
  readonly fingerprint256: string;
  /** Names on one line, cut where they are too long to be names. */
  readonly subject: string;
  readonly issuer: string;
  /** Hexadecimal. */
  readonly serial: string;
  /** Instant ISO-8601 UTC. */
  readonly validTo: string;
}

function certificatesOf(file: FilePem): X509Certificate[] {
  const blocchi = certificatiPem(file.pem);
  const problema = (remedy: string): ConfigError =>
    new ConfigError([{ key: 'firma.caFiles', value: file.nome, remedy }]);
  if (blocchi.length === 0) throw problema('il file non contiene certificati PEM (-----BEGIN CERTIFICATE-----)');
  return blocchi.map((pem, i) => {
    try {
      return new X509Certificate(pem);
    } catch {
      throw problema(`il certificato numero ${i + 1} non si legge`);
    }
  });
}

/**
 * Opens the bundle: every CERTIFICATE block of every file. To reload it, open another one.
 * @throws ConfigError a file without certificates, a certificate that cannot be read
 */
export function openBundle(files: readonly FilePem[]): BundleCa {
  const tutti = files.flatMap(certificatesOf);
  return {
    ca: tutti.filter((c) => c.ca),
    noti: tutti.filter((c) => !c.ca).map((x509) => ({ x509, ski: skiOf(x509.raw) })),
    verificati: new Map(),
    letti: new Map(),
  };
}

/** A certificate carried by a message, in base64; none when it or its RSA key cannot be read. Carried is not trusted. */
export function readCarried(bundle: BundleCa, base64: string | undefined): X509Certificate[] {
  if (base64 === undefined || base64 === '') return [];
  const noto = bundle.letti.get(base64);
  if (noto !== undefined) return [noto];
  try {
    const der = Buffer.from(base64, 'base64');
    checkAsn1(der, ASN1_CERTIFICATO);
    const x509 = new X509Certificate(der);
    // A certificate may be readable and its key not: better found here than where it is used.
    if (x509.publicKey.asymmetricKeyType !== 'rsa') return [];
    if (bundle.letti.size < MAX_RICORDATI) bundle.letti.set(base64, x509);
    return [x509];
  } catch {
    return [];
  }
}

function isIn(now: Date, c: X509Certificate): boolean {
  return new Date(c.validFrom) <= now && now <= new Date(c.validTo);
}

/** Longer than this is not a name. */
const MAX_NOME = 300;
const unaRiga = (nome: string): string => nome.slice(0, MAX_NOME).replace(/\n/g, ', ');

/** A certificate as plain data, which crosses from one thread to another. */
export function vistoDi(cert: X509Certificate): CertificatoVisto {
  return {
    fingerprint256: cert.fingerprint256,
    subject: unaRiga(cert.subject),
    issuer: unaRiga(cert.issuer),
    serial: cert.serialNumber.slice(0, MAX_NOME),
    validTo: new Date(cert.validTo).toISOString(),
  };
}

function isIssuedBy(cert: X509Certificate, ca: X509Certificate): boolean {
  try {
    return cert.checkIssued(ca) && cert.verify(ca.publicKey);
  } catch {
    // OpenSSL throws on algorithms it does not know; such a certificate is not trusted.
    return false;
  }
}

function issuerIn(bundle: BundleCa, cert: X509Certificate): X509Certificate | undefined {
  const noto = bundle.verificati.get(cert.fingerprint256);
  if (noto !== undefined) return noto;
  const ca = bundle.ca.find((c) => isIssuedBy(cert, c));
  if (ca !== undefined && bundle.verificati.size < MAX_RICORDATI) bundle.verificati.set(cert.fingerprint256, ca);
  return ca;
}

/**
 * Why a signing certificate is not trusted; undefined when it is.
 * @param now dates are looked at every time, the chain once
 */
export function distrust(bundle: BundleCa, cert: X509Certificate, now: Date): string | undefined {
  const chiave = cert.publicKey;
  if ((chiave.asymmetricKeyDetails?.modulusLength ?? 0) < MIN_BIT_RSA) return `chiave RSA sotto ${MIN_BIT_RSA} bit`;
  const ca = issuerIn(bundle, cert);
  if (ca === undefined) return `emesso da «${unaRiga(cert.issuer)}», che non è fra le CA di fiducia`;
  if (!isIn(now, cert)) return `il certificato vale dal ${cert.validFrom} al ${cert.validTo}`;
  if (!isIn(now, ca)) return `la CA «${unaRiga(ca.subject)}» vale dal ${ca.validFrom} al ${ca.validTo}`;
  return undefined;
}

/** Parts of a distinguished name, sorted: node writes `C=IT\nO=…`, XML signatures `CN=…, O=…, C=IT`. */
function nameParts(nome: string): string {
  const parti = nome.split(/\n|(?<!\\)[,+]/).map((p) =>
    p
      .trim()
      .replace(/\s*=\s*/, '=')
      .toLowerCase(),
  );
  return parti
    .filter((p) => p !== '')
    .sort()
    .join('\n');
}

/** Known certificates with that issuer (RFC 2253 text) and serial number (decimal). */
export function findBySerial(bundle: BundleCa, issuer: string, serial: string): X509Certificate[] {
  if (!/^[0-9]{1,60}$/.test(serial)) return [];
  const numero = BigInt(serial);
  const uguali = bundle.noti.filter((n) => BigInt(`0x${n.x509.serialNumber}`) === numero);
  return uguali.map((n) => n.x509).filter((c) => nameParts(c.issuer) === nameParts(issuer));
}

/** Known certificates with that SubjectKeyIdentifier (bytes). */
export function findBySki(bundle: BundleCa, ski: Uint8Array): X509Certificate[] {
  const hex = Buffer.from(ski).toString('hex');
  return bundle.noti.filter((n) => n.ski === hex && hex !== '').map((n) => n.x509);
}

/** Known certificates with that SHA-1 thumbprint (bytes). */
export function findByThumbprint(bundle: BundleCa, sha1: Uint8Array): X509Certificate[] {
  const hex = Buffer.from(sha1).toString('hex');
  return bundle.noti.map((n) => n.x509).filter((c) => c.fingerprint.replaceAll(':', '').toLowerCase() === hex);
}
