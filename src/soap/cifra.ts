/**
 * Encrypts a content for a certificate, as ANPR does before pushing: CMS EnvelopedData with one RSA recipient.
 * For the fictitious ANPR, the benchmark and the tests. RSA and AES run in node:crypto, forge only writes structures.
 * Invariant: whatever this writes, `contenuto.ts` and the `openssl cms` program open.
 */
import { constants, createCipheriv, createPublicKey, type KeyObject, publicEncrypt, randomBytes } from 'node:crypto';
import forge from 'node-forge';
import { CIFRARI, type NomeCifrario, OID } from './cms-oid.js';

const { asn1, pki } = forge;
type Asn1 = forge.asn1.Asn1;

/** A certificate made ready to encrypt for; worth keeping when many contents go to the same one. */
export interface Destinatario {
  readonly chiave: KeyObject;
  readonly issuer: Asn1;
  readonly serialHex: string;
  readonly ski: string | undefined;
}

export interface OpzioniCifratura {
  readonly cipher?: NomeCifrario;
  /** Hash of OAEP; PKCS#1 v1.5 when absent, as ANPR does. */
  readonly oaep?: 'sha1' | 'sha256';
  /** Indefinite lengths and a content in pieces, as BouncyCastle streams it. */
  readonly ber?: boolean;
  /** Names the recipient by SubjectKeyIdentifier instead of issuer and serial. */
  readonly keyId?: boolean;
}

/** Reads a PEM certificate once. @throws Error when it is not PEM or has no RSA key */
export function openDestinatario(certPem: string): Destinatario {
  const cert = pki.certificateFromPem(certPem);
  const tbs = pki.certificateToAsn1(cert).value[0] as Asn1;
  // TBSCertificate: [0] version, serial, signature algorithm, issuer.
  const issuer = (tbs.value as Asn1[])[3] as Asn1;
  const estensione = cert.getExtension('subjectKeyIdentifier') as { subjectKeyIdentifier?: string } | undefined;
  return {
    chiave: createPublicKey(certPem),
    issuer,
    serialHex: cert.serialNumber,
    ski: estensione?.subjectKeyIdentifier,
  };
}

const { UNIVERSAL, CONTEXT_SPECIFIC } = asn1.Class;
const { SEQUENCE, INTEGER, OCTETSTRING, NULL } = asn1.Type;
const seq = (...v: Asn1[]): Asn1 => asn1.create(UNIVERSAL, SEQUENCE, true, v);
const octets = (b: Uint8Array): Asn1 => asn1.create(UNIVERSAL, OCTETSTRING, false, Buffer.from(b).toString('binary'));
const oid = (o: string): Asn1 => asn1.create(UNIVERSAL, asn1.Type.OID, false, asn1.oidToDer(o).getBytes());
const nullo = (): Asn1 => asn1.create(UNIVERSAL, NULL, false, '');
const version = (n: number): Asn1 => asn1.create(UNIVERSAL, INTEGER, false, String.fromCharCode(n));
const context = (n: number, v: Asn1[]): Asn1 => asn1.create(CONTEXT_SPECIFIC, n, true, v);
const toBuffer = (a: Asn1): Buffer => Buffer.from(asn1.toDer(a).getBytes(), 'binary');

function algoritmoChiave(oaep: 'sha1' | 'sha256' | undefined): Asn1 {
  if (oaep === undefined) return seq(oid(OID.rsaEncryption), nullo());
  if (oaep === 'sha1') return seq(oid(OID.rsaesOaep), seq());
  const hash = seq(oid(OID.sha256), nullo());
  return seq(oid(OID.rsaesOaep), seq(context(0, [hash]), context(1, [seq(oid(OID.mgf1), hash)])));
}

function recipient(d: Destinatario, chiaveContenuto: Uint8Array, o: OpzioniCifratura): Buffer {
  const padding = o.oaep === undefined ? constants.RSA_PKCS1_PADDING : constants.RSA_PKCS1_OAEP_PADDING;
  const chiave = { key: d.chiave, padding, ...(o.oaep === undefined ? {} : { oaepHash: o.oaep }) };
  const cifrata = publicEncrypt(chiave, chiaveContenuto);
  const perSki = o.keyId === true && d.ski !== undefined;
  const serial = asn1.create(UNIVERSAL, INTEGER, false, Buffer.from(d.serialHex, 'hex').toString('binary'));
  const rid = perSki
    ? asn1.create(CONTEXT_SPECIFIC, 0, false, Buffer.from(d.ski ?? '', 'hex').toString('binary'))
    : seq(d.issuer, serial);
  return toBuffer(seq(version(perSki ? 2 : 0), rid, algoritmoChiave(o.oaep), octets(cifrata)));
}

function length(n: number): Buffer {
  if (n < 128) return Buffer.from([n]);
  const hex = n.toString(16);
  const byte = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
  return Buffer.concat([Buffer.from([0x80 | byte.length]), byte]);
}

const FINE = Buffer.from([0, 0]);
function tlv(tag: number, contenuto: Buffer[], ber = false): Buffer {
  if (ber) return Buffer.concat([Buffer.from([tag, 0x80]), ...contenuto, FINE]);
  const n = contenuto.reduce((somma, c) => somma + c.length, 0);
  return Buffer.concat([Buffer.from([tag]), length(n), ...contenuto]);
}

/** BouncyCastle cuts a streamed content into pieces of 1,000 bytes. */
const PEZZO = 1000;
function contenutoImplicito(cifrato: Buffer, ber: boolean): Buffer {
  if (!ber) return tlv(0x80, [cifrato]);
  const pezzi: Buffer[] = [];
  for (let i = 0; i < cifrato.length; i += PEZZO) pezzi.push(tlv(0x04, [cifrato.subarray(i, i + PEZZO)]));
  return tlv(0xa0, pezzi, true);
}

/**
 * Encrypts a content for one certificate (CMS EnvelopedData, AES-256-CBC and PKCS#1 v1.5 unless told otherwise).
 * @param per PEM certificate, or what `openDestinatario` made of it
 */
export function cifraContenuto(
  xml: string | Uint8Array,
  per: string | Destinatario,
  opzioni: OpzioniCifratura = {},
): Uint8Array {
  const destinatario = typeof per === 'string' ? openDestinatario(per) : per;
  const cifrario = CIFRARI[opzioni.cipher ?? 'aes256'];
  const chiave = randomBytes(cifrario.byteChiave);
  const iv = randomBytes(cifrario.byteIv);
  const c = createCipheriv(cifrario.nodeName, chiave, iv);
  const cifrato = Buffer.concat([c.update(typeof xml === 'string' ? Buffer.from(xml, 'utf8') : xml), c.final()]);
  const ber = opzioni.ber === true;
  const info = tlv(
    0x30,
    [toBuffer(oid(OID.data)), toBuffer(seq(oid(cifrario.oid), octets(iv))), contenutoImplicito(cifrato, ber)],
    ber,
  );
  const perSki = opzioni.keyId === true && destinatario.ski !== undefined;
  const riceventi = tlv(0x31, [recipient(destinatario, chiave, opzioni)]);
  const enveloped = tlv(0x30, [toBuffer(version(perSki ? 2 : 0)), riceventi, info], ber);
  return tlv(0x30, [toBuffer(oid(OID.envelopedData)), tlv(0xa0, [enveloped], ber)], ber);
}
