/**
 * The bundle of CA certificates that signatures are trusted by (ANPR's "CA Utenti", spec A.4), and the certificates that
 * messages carry or name.
 * Invariant: finding is not trusting (`fiducia.ts`); what a message carries is read within bounds.
 */
import { X509Certificate } from 'node:crypto';
import { ConfigError } from '../errors.js';
import { ASN1_CERTIFICATO, checkAsn1 } from './asn1.js';
import { type Crl, type CrlInservibile, type FileCrl, openCrl } from './crl.js';
import { skiOf } from './estensioni.js';
import { nomeLeggibile } from './nomi.js';
import { certificatiPem } from './pem.js';

/** Certificates the operator installed: CAs to trust, and leaves that a message may name without carrying them. */
export interface BundleCa {
  readonly ca: readonly X509Certificate[];
  readonly noti: readonly CertificatoNoto[];
  /** Subjects that may sign (some attributes of the name are enough); all those of the CA where none is listed. */
  readonly soggetti: readonly string[];
  /** Lists of revoked certificates that count, and files that hold none. */
  readonly crl: readonly Crl[];
  readonly crlInservibili: readonly CrlInservibile[];
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

/** The last ones only: whoever sends more different ones makes us read one again, no more. */
const MAX_RICORDATI = 256;
/** Characters of a certificate in base64: with a key of 8,192 bits and every extension it is a third of it. */
const MAX_BASE64 = 16_384;

/** One PEM file of the bundle. */
export interface FilePem {
  readonly nome: string;
  readonly pem: string;
}

/** What a bundle is opened from: plain data, so that every thread can open its own. */
export interface DatiFiducia {
  readonly files: readonly FilePem[];
  /** See `BundleCa`. */
  readonly soggetti?: readonly string[];
  readonly crl?: readonly FileCrl[];
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
 * A list of revoked certificates that cannot be used is told and stops nothing: a download that failed is no reason to lose
 * notifications.
 * @throws ConfigError a file without certificates, a certificate that cannot be read
 */
export function openBundle(files: readonly FilePem[], altro: Omit<DatiFiducia, 'files'> = {}): BundleCa {
  const tutti = files.flatMap(certificatesOf);
  const ca = tutti.filter((c) => c.ca);
  const liste = (altro.crl ?? []).map((f) => openCrl(f, ca));
  return {
    ca,
    noti: tutti.filter((c) => !c.ca).map((x509) => ({ x509, ski: skiOf(x509.raw) })),
    soggetti: altro.soggetti ?? [],
    crl: liste.filter((l) => 'revocati' in l),
    crlInservibili: liste.filter((l) => 'difetto' in l),
    verificati: new Map(),
    letti: new Map(),
  };
}

/** Puts an entry last, and the first one out where there are too many. */
export function ricorda<T>(dove: Map<string, T>, nome: string, valore: T): void {
  dove.delete(nome);
  dove.set(nome, valore);
  if (dove.size > MAX_RICORDATI) dove.delete(dove.keys().next().value as string);
}

/** A certificate in DER; none when it or its RSA key cannot be read. */
export function readDer(der: Uint8Array): X509Certificate | undefined {
  try {
    checkAsn1(der, ASN1_CERTIFICATO);
    const x509 = new X509Certificate(der);
    // A certificate may be readable and its key not: better found here than where it is used.
    return x509.publicKey.asymmetricKeyType === 'rsa' ? x509 : undefined;
  } catch {
    return undefined;
  }
}

/** Bytes that a message carries as base64; none where there are more than a certificate has. */
export function decodeCarried(base64: string | undefined): Buffer | undefined {
  if (base64 === undefined || base64 === '' || base64.length > MAX_BASE64) return undefined;
  return Buffer.from(base64, 'base64');
}

/** A certificate carried by a message, in base64; none when it cannot be read. Carried is not trusted. */
export function readCarried(bundle: BundleCa, base64: string | undefined): X509Certificate | undefined {
  const der = decodeCarried(base64);
  if (base64 === undefined || der === undefined) return undefined;
  const x509 = bundle.letti.get(base64) ?? readDer(der);
  if (x509 !== undefined) ricorda(bundle.letti, base64, x509);
  return x509;
}

/** A certificate as plain data, which crosses from one thread to another. */
export function vistoDi(cert: X509Certificate): CertificatoVisto {
  return {
    fingerprint256: cert.fingerprint256,
    subject: nomeLeggibile(cert.subject),
    issuer: nomeLeggibile(cert.issuer),
    serial: cert.serialNumber.slice(0, 80),
    validTo: new Date(cert.validTo).toISOString(),
  };
}

/**
 * Known certificates with that serial number (decimal). The issuer that a message names beside it is not compared: senders
 * write names in many ways, and whether the certificate made the signature is found out anyway.
 */
export function findBySerial(bundle: BundleCa, serial: string): X509Certificate[] {
  if (!/^[0-9]{1,60}$/.test(serial)) return [];
  const numero = BigInt(serial);
  return bundle.noti.map((n) => n.x509).filter((c) => BigInt(`0x${c.serialNumber}`) === numero);
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
