/**
 * The keys of the benchmark: a CA, the certificate ANPR would sign with, the keystore of the comune.
 * Invariant: made anew at every run, of the sizes used in service (RSA 2048).
 */
import { generateKeyPairSync } from 'node:crypto';
import forge from 'node-forge';

const { pki, pkcs12, asn1 } = forge;

interface Coppia {
  readonly chiave: forge.pki.rsa.PrivateKey;
  readonly cert: forge.pki.Certificate;
}

export interface Chiavi {
  readonly caPem: string;
  /** What ANPR signs with. */
  readonly firmaKeyPem: string;
  readonly firmaCertPem: string;
  /** What contents are encrypted for. */
  readonly comuneCertPem: string;
  readonly comuneP12: Uint8Array;
  readonly password: string;
}

const UN_ANNO_MS = 365 * 86_400_000;

function emetti(nome: string, seriale: string, da?: Coppia): Coppia {
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const chiave = pki.privateKeyFromPem(privateKey);
  const cert = pki.createCertificate();
  const soggetto = [{ name: 'commonName', value: nome }];
  cert.publicKey = pki.setRsaPublicKey(chiave.n, chiave.e);
  cert.serialNumber = seriale;
  cert.validity.notBefore = new Date(Date.now() - UN_ANNO_MS);
  cert.validity.notAfter = new Date(Date.now() + UN_ANNO_MS);
  cert.setSubject(soggetto);
  cert.setIssuer(da?.cert.subject.attributes ?? soggetto);
  cert.setExtensions([
    { name: 'basicConstraints', cA: da === undefined, critical: true },
    da === undefined
      ? { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true }
      : { name: 'keyUsage', digitalSignature: true, keyEncipherment: true, critical: true },
    { name: 'subjectKeyIdentifier' },
  ]);
  cert.sign(da?.chiave ?? chiave, forge.md.sha256.create());
  return { chiave, cert };
}

/** Makes all of them. */
export function creaChiavi(): Chiavi {
  const ca = emetti('CA del banco di prova', '01');
  const firma = emetti('ANPR del banco di prova', '02', ca);
  const comune = emetti('999001-CO-9999', '03', ca);
  const password = 'banco-di-prova';
  const p12 = pkcs12.toPkcs12Asn1(comune.chiave, [comune.cert], password, { algorithm: '3des' });
  return {
    caPem: pki.certificateToPem(ca.cert),
    firmaKeyPem: pki.privateKeyToPem(firma.chiave),
    firmaCertPem: pki.certificateToPem(firma.cert),
    comuneCertPem: pki.certificateToPem(comune.cert),
    comuneP12: Buffer.from(asn1.toDer(p12).getBytes(), 'binary'),
    password,
  };
}
