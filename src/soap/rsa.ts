/**
 * Unwraps the content key that ANPR encrypted with RSA. Node 20 refuses PKCS#1 v1.5 in `privateDecrypt` (CVE-2023-46809),
 * so the raw operation is native and the padding is removed here.
 * Invariant: a bad padding is not told from a good one. It yields a key that is stable, useless and takes the same time
 * ("implicit rejection"); what is wrong shows only later, with the same error as a damaged content.
 */
import { constants, createHash, createHmac, privateDecrypt } from 'node:crypto';
import type { ChiavePrivata } from './keystore.js';

/** How the content key was padded. */
export type Padding = { readonly kind: 'pkcs1' } | ({ readonly kind: 'oaep' } & ParametriOaep);
export interface ParametriOaep {
  readonly hash: string;
  readonly mgfHash: string;
  readonly label: Uint8Array;
}

/** 1 when the byte is zero, else 0, without a branch. */
const isZero = (byte: number): number => ((byte - 1) >>> 31) & 1;

/** Picks `si` where `condizione` is 1, `no` where it is 0, byte by byte, without a branch. */
function select(condizione: number, si: Uint8Array, no: Uint8Array): Buffer {
  const maschera = -condizione & 0xff;
  const scelta = Buffer.alloc(no.length);
  for (let i = 0; i < no.length; i++) {
    const [a, b] = [si[i] ?? 0, no[i] ?? 0];
    scelta[i] = b ^ (maschera & (a ^ b));
  }
  return scelta;
}

/** `00 02 PS(≥8, no zero) 00 key`: the length of the key is known from the content cipher, so its place is too. */
function unpadPkcs1(blocco: Uint8Array, byteChiave: number): number {
  const separatore = blocco.length - byteChiave - 1;
  if (separatore < 10) return 0;
  let valido = isZero(blocco[0] ?? 1) & isZero((blocco[1] ?? 0) ^ 2) & isZero(blocco[separatore] ?? 1);
  for (let i = 2; i < separatore; i++) valido &= 1 - isZero(blocco[i] ?? 0);
  return valido;
}

/** Mask generation function 1 (RFC 8017 B.2.1). */
function mgf1(seme: Uint8Array, byte: number, hash: string): Buffer {
  const pezzi: Buffer[] = [];
  for (let i = 0, n = 0; n < byte; i++) {
    const contatore = Buffer.alloc(4);
    contatore.writeUInt32BE(i);
    const pezzo = createHash(hash).update(seme).update(contatore).digest();
    pezzi.push(pezzo);
    n += pezzo.length;
  }
  return Buffer.concat(pezzi).subarray(0, byte);
}

const xor = (a: Uint8Array, b: Uint8Array): Buffer => Buffer.from(a.map((v, i) => v ^ (b[i] ?? 0)));

/** OAEP (RFC 8017 7.1.2): here and not in OpenSSL because Java pairs SHA-256 with an MGF1 over SHA-1, which Node cannot ask for. */
function unpadOaep(blocco: Uint8Array, byteChiave: number, p: ParametriOaep): number {
  const lHash = createHash(p.hash).update(p.label).digest();
  if (blocco.length < 2 * lHash.length + 2 + byteChiave) return 0;
  const semeMascherato = blocco.subarray(1, 1 + lHash.length);
  const dbMascherato = blocco.subarray(1 + lHash.length);
  const seme = xor(semeMascherato, mgf1(dbMascherato, lHash.length, p.mgfHash));
  const db = xor(dbMascherato, mgf1(seme, dbMascherato.length, p.mgfHash));
  const separatore = db.length - byteChiave - 1;
  let valido = isZero(blocco[0] ?? 1) & isZero((db[separatore] ?? 0) ^ 1);
  for (let i = 0; i < lHash.length; i++) valido &= isZero((db[i] ?? 0) ^ (lHash[i] ?? 1));
  for (let i = lHash.length; i < separatore; i++) valido &= isZero(db[i] ?? 1);
  blocco.set(db, blocco.length - db.length);
  return valido;
}

/**
 * Decrypts a content key of known length. A padding or a length that does not fit gives another key, always the same one.
 * @returns `byteChiave` bytes
 * @throws Error (of OpenSSL) only when the block has not the size of the modulus
 */
export function unwrapKey(k: ChiavePrivata, cifrata: Uint8Array, byteChiave: number, padding: Padding): Buffer {
  const blocco = privateDecrypt({ key: k.chiave, padding: constants.RSA_NO_PADDING }, cifrata);
  const finta = createHmac('sha512', k.segretoRifiuto).update(cifrata).digest().subarray(0, byteChiave);
  const valido = padding.kind === 'pkcs1' ? unpadPkcs1(blocco, byteChiave) : unpadOaep(blocco, byteChiave, padding);
  return select(valido, blocco.subarray(blocco.length - byteChiave), finta);
}
