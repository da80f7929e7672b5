/**
 * CMS EnvelopedData (RFC 5652), DER or BER with indefinite lengths as BouncyCastle streams it: who it is for, and what is inside.
 * forge reads the structure, node:crypto computes.
 * Invariant: reading never computes; every structural surprise is `CONTENUTO_DANNEGGIATO` or `CONTENUTO_SCONOSCIUTO`, never a bug.
 */

import { createDecipheriv } from 'node:crypto';
import forge from 'node-forge';
import { voceDi } from '../anpr/tabella.js';
import { NotificaError } from '../errors.js';
import { ASN1_CMS, Asn1NonValido, checkAsn1 } from './asn1.js';
import { CIFRARI, type Cifrario, HASH, OID } from './cms-oid.js';
import { nameKey, nameText, serialKey } from './keystore.js';
import type { Padding } from './rsa.js';

const { asn1 } = forge;
type Asn1 = forge.asn1.Asn1;

/** One recipient: by issuer and serial, or by SubjectKeyIdentifier. */
export interface Ricevente {
  readonly issuerKey: string;
  readonly issuer: string;
  readonly serial: string;
  readonly ski: string;
  readonly padding: Padding;
  readonly chiaveCifrata: Uint8Array;
}

/** An EnvelopedData that was read and not yet opened. */
export interface ContenutoCifrato {
  readonly riceventi: readonly Ricevente[];
  readonly cifrario: Cifrario;
  readonly iv: Uint8Array;
  readonly cifrato: Uint8Array;
}

const danneggiato = (cosa: string): NotificaError =>
  new NotificaError('CONTENUTO_DANNEGGIATO', `contenuto cifrato danneggiato: ${cosa}`);
const sconosciuto = (cosa: string): NotificaError =>
  new NotificaError('CONTENUTO_SCONOSCIUTO', `contenuto cifrato in una forma non prevista: ${cosa}`);

function children(a: Asn1 | undefined, cosa: string): Asn1[] {
  if (a === undefined || !Array.isArray(a.value)) throw danneggiato(cosa);
  return a.value;
}

/** Bytes of a primitive or, in BER, of a string cut into pieces. */
function bytesOf(a: Asn1 | undefined, cosa: string): Buffer {
  if (a === undefined) throw danneggiato(cosa);
  if (Array.isArray(a.value)) return Buffer.concat(a.value.map((pezzo) => bytesOf(pezzo, cosa)));
  return Buffer.from(a.value, 'binary');
}

function oidOf(a: Asn1 | undefined, cosa: string): string {
  if (a?.type !== asn1.Type.OID || typeof a.value !== 'string') throw danneggiato(cosa);
  return asn1.derToOid(a.value);
}

const isContext = (a: Asn1 | undefined, n: number): boolean =>
  a?.tagClass === asn1.Class.CONTEXT_SPECIFIC && (a.type as number) === n;

function hashOf(algoritmo: Asn1 | undefined): string {
  const oid = oidOf(children(algoritmo, 'hash OAEP')[0], 'hash OAEP');
  const hash = voceDi(HASH, oid);
  if (hash === undefined) throw sconosciuto(`hash OAEP ${oid}`);
  return hash;
}

/** RSAES-OAEP-params (RFC 4055): every part optional, SHA-1 by default. */
function oaepOf(params: Asn1 | undefined): Padding {
  const parti = params === undefined || !Array.isArray(params.value) ? [] : params.value;
  const parte = (n: number): Asn1 | undefined => {
    const trovata = parti.find((p) => isContext(p, n));
    return trovata === undefined ? undefined : children(trovata, 'parametri OAEP')[0];
  };
  const [hash, mgf, sorgente] = [parte(0), parte(1), parte(2)];
  return {
    kind: 'oaep',
    hash: hash === undefined ? 'sha1' : hashOf(hash),
    mgfHash: mgf === undefined ? 'sha1' : hashOf(children(mgf, 'MGF')[1]),
    label: sorgente === undefined ? Buffer.alloc(0) : bytesOf(children(sorgente, 'label')[1], 'label'),
  };
}

function paddingOf(algoritmo: Asn1 | undefined): Padding | undefined {
  const [oid, params] = children(algoritmo, 'algoritmo della chiave');
  const nome = oidOf(oid, 'algoritmo della chiave');
  if (nome === OID.rsaEncryption) return { kind: 'pkcs1' };
  return nome === OID.rsaesOaep ? oaepOf(params) : undefined;
}

/** KeyTransRecipientInfo; undefined for the other kinds (key agreement, password), which no RSA key opens. */
function toRicevente(a: Asn1): Ricevente | undefined {
  if (a.tagClass !== asn1.Class.UNIVERSAL) return undefined;
  const [, rid, algoritmo, chiave] = children(a, 'destinatario');
  const padding = paddingOf(algoritmo);
  if (rid === undefined || padding === undefined) return undefined;
  const chiaveCifrata = bytesOf(chiave, 'chiave cifrata');
  if (isContext(rid, 0)) {
    const ski = bytesOf(rid, 'SubjectKeyIdentifier').toString('hex');
    return { issuerKey: '', issuer: '', serial: '', ski, padding, chiaveCifrata };
  }
  const [issuer, serial] = children(rid, 'emittente e numero di serie');
  if (issuer === undefined) throw danneggiato('emittente');
  const hex = bytesOf(serial, 'numero di serie').toString('hex');
  return {
    issuerKey: nameKey(issuer),
    issuer: nameText(issuer),
    serial: serialKey(hex),
    ski: '',
    padding,
    chiaveCifrata,
  };
}

const DIFETTI = { TROPPO_GRANDE: 'CONTENUTO_TROPPO_GRANDE', MALFORMATO: 'CONTENUTO_DANNEGGIATO' } as const;

/** Before anything of it is read. @throws NotificaError */
function checkStrutturaCms(bytes: Uint8Array): void {
  try {
    checkAsn1(bytes, ASN1_CMS);
  } catch (e) {
    if (!(e instanceof Asn1NonValido)) throw e;
    throw new NotificaError(DIFETTI[e.difetto], `contenuto cifrato: ${e.message}`);
  }
}

function readContentInfo(bytes: Uint8Array): Asn1[] {
  const radice = asn1.fromDer(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('binary'), {
    strict: false,
    decodeBitStrings: false,
  } as unknown as boolean);
  const [tipo, esplicito] = children(radice, 'ContentInfo');
  const oid = oidOf(tipo, 'ContentInfo');
  if (oid !== OID.envelopedData) throw sconosciuto(`CMS di tipo ${oid}`);
  return children(children(esplicito, 'EnvelopedData')[0], 'EnvelopedData');
}

function toContenuto(parti: Asn1[]): ContenutoCifrato {
  const set = parti.find((p) => p.tagClass === asn1.Class.UNIVERSAL && p.type === asn1.Type.SET);
  const [, algoritmo, cifrato] = children(parti[parti.indexOf(set as Asn1) + 1], 'contenuto');
  const [oid, iv] = children(algoritmo, 'cifrario');
  const nome = oidOf(oid, 'cifrario');
  const cifrario = Object.values(CIFRARI).find((c) => c.oid === nome);
  if (cifrario === undefined) throw sconosciuto(`cifrario ${nome}`);
  const riceventi = children(set, 'destinatari').map(toRicevente);
  return {
    riceventi: riceventi.filter((r) => r !== undefined),
    cifrario,
    iv: bytesOf(iv, 'vettore iniziale'),
    cifrato: bytesOf(cifrato, 'contenuto'),
  };
}

/** `30 …` with the identifier of a CMS content type near the start: DER or BER, whatever the length. */
export function looksLikeCms(bytes: Uint8Array): boolean {
  const inizio = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(24, bytes.byteLength));
  return inizio[0] === 0x30 && inizio.includes(Buffer.from('06092a864886f70d0107', 'hex'));
}

/**
 * Reads an EnvelopedData without opening it.
 * @throws NotificaError CONTENUTO_DANNEGGIATO, CONTENUTO_SCONOSCIUTO, CONTENUTO_TROPPO_GRANDE
 */
export function parseCms(bytes: Uint8Array): ContenutoCifrato {
  checkStrutturaCms(bytes);
  try {
    return toContenuto(readContentInfo(bytes));
  } catch (e) {
    if (e instanceof NotificaError) throw e;
    throw danneggiato('la struttura CMS non si legge');
  }
}

/**
 * Decrypts the content with its key.
 * @throws NotificaError CONTENUTO_DANNEGGIATO: one error for wrong key, wrong padding and damaged bytes alike
 */
export function decryptContent(c: ContenutoCifrato, chiave: Uint8Array): Buffer {
  try {
    const d = createDecipheriv(c.cifrario.nodeName, chiave, c.iv);
    return Buffer.concat([d.update(c.cifrato), d.final()]);
  } catch {
    throw danneggiato('con questa chiave non si decifra');
  }
}
