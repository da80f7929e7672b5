/**
 * The fictitious certificates of a trial: a CA that plays ANPR's “CA Utenti”, ANPR's signing certificate, the keystore
 * `NNNNNN-CO-9999.p12` of each comune, a TLS certificate for this machine.
 * Invariant: real RSA keys, made by node:crypto (forge would take seconds); forge only writes and signs structures.
 */
import { generateKeyPair, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import forge from 'node-forge';

const { asn1, md, pki, pkcs12 } = forge;
const generate = promisify(generateKeyPair);

/** A certificate with its private key, both PEM. */
export interface Credenziali {
  readonly chiavePem: string;
  readonly certPem: string;
}

/** What a comune downloads from ANPR: its keystore and the password of it. */
export interface KeystoreComune extends Credenziali {
  readonly codiceIstat: string;
  /** `NNNNNN-CO-9999.p12`. */
  readonly nomeFile: string;
  readonly p12: Buffer;
  readonly password: string;
}

export interface Pki {
  /** The CA, PEM: what the receiver trusts. */
  readonly caPem: string;
  /** ANPR signs the envelopes with this. */
  readonly anpr: Credenziali;
  readonly comuni: readonly KeystoreComune[];
  /** For the HTTPS endpoint on this machine. */
  readonly tls: Credenziali;
}

export interface OpzioniPki {
  /** ISTAT codes of the comuni. */
  readonly codiciIstat: readonly string[];
  readonly now: Date;
  /** RSA bits; 2048 when absent. */
  readonly bit?: number;
  /** Years of validity; 3 when absent. */
  readonly anni?: number;
  /** Host names and addresses of the TLS certificate, besides localhost. */
  readonly host?: readonly string[];
}

interface Coppia {
  readonly chiavePem: string;
  readonly pubblica: forge.pki.rsa.PublicKey;
  readonly privata: forge.pki.rsa.PrivateKey;
}

async function coppia(bit: number): Promise<Coppia> {
  const { privateKey, publicKey } = await generate('rsa', { modulusLength: bit });
  const chiavePem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const pubblica = pki.publicKeyFromPem(publicKey.export({ type: 'spki', format: 'pem' }).toString());
  return { chiavePem, pubblica, privata: pki.privateKeyFromPem(chiavePem) };
}

/** A positive serial number of 15 bytes. */
function seriale(): string {
  return `01${randomBytes(14).toString('hex')}`;
}

function nome(cn: string): forge.pki.CertificateField[] {
  return [
    { name: 'countryName', value: 'IT' },
    { name: 'organizationName', value: 'ANPR FITTIZIA' },
    { name: 'commonName', value: cn },
  ];
}

interface Emissione {
  readonly cn: string;
  readonly chiavi: Coppia;
  readonly estensioni: readonly Record<string, unknown>[];
  readonly opzioni: OpzioniPki;
}

interface Autorita {
  readonly cert: forge.pki.Certificate;
  readonly chiavi: Coppia;
}

function certificato(e: Emissione, ca: Autorita | undefined): forge.pki.Certificate {
  const cert = pki.createCertificate();
  cert.publicKey = e.chiavi.pubblica;
  cert.serialNumber = seriale();
  cert.validity.notBefore = new Date(e.opzioni.now.getTime() - 86_400_000);
  cert.validity.notAfter = new Date(e.opzioni.now.getTime() + (e.opzioni.anni ?? 3) * 365 * 86_400_000);
  cert.setSubject(nome(e.cn));
  cert.setIssuer(ca === undefined ? nome(e.cn) : ca.cert.subject.attributes);
  cert.setExtensions([...e.estensioni, { name: 'subjectKeyIdentifier' }]);
  cert.sign((ca?.chiavi ?? e.chiavi).privata, md.sha256.create());
  return cert;
}

const ESTENSIONI_CA = [
  { name: 'basicConstraints', cA: true, critical: true },
  { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
];
const ESTENSIONI_FIRMA = [{ name: 'keyUsage', digitalSignature: true, nonRepudiation: true, critical: true }];
const ESTENSIONI_CIFRA = [{ name: 'keyUsage', digitalSignature: true, keyEncipherment: true, critical: true }];

/** Kinds of subject alternative name (RFC 5280). */
const SAN_DNS = 2;
const SAN_IP = 7;

function estensioniTls(host: readonly string[]): Record<string, unknown>[] {
  const nomi = ['localhost', ...host.filter((h) => !/^[\d.]+$/.test(h))].map((value) => ({ type: SAN_DNS, value }));
  const indirizzi = ['127.0.0.1', '::1', ...host.filter((h) => /^[\d.]+$/.test(h))];
  return [
    ...ESTENSIONI_CIFRA,
    { name: 'extKeyUsage', serverAuth: true },
    { name: 'subjectAltName', altNames: [...nomi, ...indirizzi.map((ip) => ({ type: SAN_IP, ip }))] },
  ];
}

function keystore(
  codiceIstat: string,
  e: { chiavi: Coppia; cert: forge.pki.Certificate; ca: Autorita },
): KeystoreComune {
  const password = randomBytes(12).toString('base64url');
  const alias = `${codiceIstat}-CO-9999`;
  const opzioni = { algorithm: 'aes256', friendlyName: alias } as const;
  const contenitore = pkcs12.toPkcs12Asn1(e.chiavi.privata, [e.cert, e.ca.cert], password, opzioni);
  return {
    codiceIstat,
    nomeFile: `${alias}.p12`,
    p12: Buffer.from(asn1.toDer(contenitore).getBytes(), 'binary'),
    password,
    chiavePem: e.chiavi.chiavePem,
    certPem: pki.certificateToPem(e.cert),
  };
}

/** Makes every certificate of a trial; well under three seconds for a comune or two. */
export async function creaPki(opzioni: OpzioniPki): Promise<Pki> {
  const bit = opzioni.bit ?? 2048;
  const quante = 3 + opzioni.codiciIstat.length;
  const [chiaviCa, chiaviAnpr, chiaviTls, ...chiaviComuni] = (await Promise.all(
    Array.from({ length: quante }, () => coppia(bit)),
  )) as [Coppia, Coppia, Coppia, ...Coppia[]];
  const radice = { cn: 'CA UTENTI FITTIZIA', chiavi: chiaviCa, estensioni: ESTENSIONI_CA, opzioni };
  const ca: Autorita = { cert: certificato(radice, undefined), chiavi: chiaviCa };
  const emetti = (cn: string, chiavi: Coppia, estensioni: readonly Record<string, unknown>[]) =>
    certificato({ cn, chiavi, estensioni, opzioni }, ca);
  const comuni = opzioni.codiciIstat.map((codice, i) => {
    const chiavi = chiaviComuni[i] as Coppia;
    return keystore(codice, { chiavi, cert: emetti(`${codice}-CO-9999`, chiavi, ESTENSIONI_CIFRA), ca });
  });
  const credenziali = (chiavi: Coppia, cert: forge.pki.Certificate): Credenziali => ({
    chiavePem: chiavi.chiavePem,
    certPem: pki.certificateToPem(cert),
  });
  return {
    caPem: pki.certificateToPem(ca.cert),
    anpr: credenziali(chiaviAnpr, emetti('ANPR NOTIFICHE FITTIZIA', chiaviAnpr, ESTENSIONI_FIRMA)),
    comuni,
    tls: credenziali(chiaviTls, emetti('localhost', chiaviTls, estensioniTls(opzioni.host ?? []))),
  };
}
