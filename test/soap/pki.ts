/**
 * A small PKI for the tests: CAs, certificates and keystores of invented municipalities, made in memory.
 * Invariant: nothing here comes from the code under test.
 */
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import forge from 'node-forge';

const { pki } = forge;

/** A certificate with its private key, both PEM. */
export interface Identita {
  readonly cert: string;
  readonly key: string;
}

export interface OpzioniCertificato {
  readonly cn: string;
  readonly dal?: Date;
  readonly al?: Date;
  readonly ca?: boolean;
  readonly serial?: string;
  readonly bit?: number;
  readonly host?: string;
  /** KeyUsage, e.g. `['keyEncipherment']`; no such extension when absent. */
  readonly uso?: readonly string[];
}

let contatore = 0x1000;

function keys(bit: number): { key: string; pub: string } {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: bit,
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  return { key: privateKey, pub: publicKey };
}

const name = (cn: string): forge.pki.CertificateField[] => [
  { shortName: 'C', value: 'IT' },
  { shortName: 'O', value: 'Ente di Prova' },
  { shortName: 'CN', value: cn },
];

function extensions(o: OpzioniCertificato): unknown[] {
  const san = o.host === undefined ? [] : [{ name: 'subjectAltName', altNames: [{ type: 2, value: o.host }] }];
  const uso = o.uso === undefined ? [] : [{ name: 'keyUsage', ...Object.fromEntries(o.uso.map((u) => [u, true])) }];
  return [{ name: 'basicConstraints', cA: o.ca === true }, { name: 'subjectKeyIdentifier' }, ...uso, ...san];
}

/** Issues a certificate; without an issuer it signs itself. */
export function issue(o: OpzioniCertificato, issuer?: Identita): Identita {
  const { key, pub } = keys(o.bit ?? 2048);
  const cert = pki.createCertificate();
  cert.publicKey = pki.publicKeyFromPem(pub);
  cert.serialNumber = o.serial ?? (contatore++).toString(16).padStart(6, '0');
  cert.validity.notBefore = o.dal ?? new Date('2020-01-01T00:00:00Z');
  cert.validity.notAfter = o.al ?? new Date('2049-01-01T00:00:00Z');
  cert.setSubject(name(o.cn));
  cert.setIssuer(issuer === undefined ? name(o.cn) : pki.certificateFromPem(issuer.cert).subject.attributes);
  cert.setExtensions(extensions(o) as never[]);
  cert.sign(pki.privateKeyFromPem(issuer?.key ?? key), forge.md.sha256.create());
  return { cert: pki.certificateToPem(cert), key };
}

/** A certificate that anybody can write: with a name, a key of any size that nobody has, and a signature that is none. */
export function invent(o: { cn: string; issuer: string; bit: number; esponente?: string }): Buffer {
  const cert = pki.createCertificate();
  const { BigInteger } = forge.jsbn;
  const modulo = new BigInteger(`c${'5'.repeat(o.bit / 4 - 2)}7`, 16);
  cert.publicKey = pki.setRsaPublicKey(modulo, new BigInteger(o.esponente ?? '10001', 16));
  cert.serialNumber = '0b';
  cert.validity.notBefore = new Date('2020-01-01T00:00:00Z');
  cert.validity.notAfter = new Date('2049-01-01T00:00:00Z');
  cert.setSubject(name(o.cn));
  cert.setIssuer(name(o.issuer));
  cert.sign(pki.privateKeyFromPem(keys(1024).key), forge.md.sha256.create());
  return Buffer.from(forge.asn1.toDer(pki.certificateToAsn1(cert)).getBytes(), 'binary');
}

/** A certification authority. */
export const createCa = (cn: string, altro: Partial<OpzioniCertificato> = {}): Identita =>
  issue({ cn, ca: true, ...altro });

/** A PKCS#12 made by forge, fast: for tests that are not about PKCS#12. */
export function toP12(i: Identita, password: string): Uint8Array {
  const p12 = forge.pkcs12.toPkcs12Asn1(pki.privateKeyFromPem(i.key), [pki.certificateFromPem(i.cert)], password, {
    algorithm: '3des',
    count: 100,
  });
  return Buffer.from(forge.asn1.toDer(p12).getBytes(), 'binary');
}

/** A folder that disappears; `write` gives back the path. */
export function tempFolder(): { path: string; write(nome: string, dati: string | Uint8Array): string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'allinea-'));
  return {
    path,
    write: (nome, dati) => {
      const file = join(path, nome);
      writeFileSync(file, dati);
      return file;
    },
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}
