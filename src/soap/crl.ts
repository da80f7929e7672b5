/**
 * Lists of certificates that a CA took back (CRL, RFC 5280 section 5).
 * Invariant: a list counts only when one of the CAs of the bundle signed it, and it revokes for that CA alone. It goes on
 * counting when its time is over: what was taken back stays so, and an alarm says that newer news are missing.
 */
import { type KeyObject, verify, type X509Certificate } from 'node:crypto';
import { giornoDa } from '../anpr/giorni.js';
import { giornoInItalia } from '../anpr/ora-italiana.js';
import { type Der, derAt, derIn, SEQUENCE } from './estensioni.js';

/** One file with a list, as it lies on the disk: DER or PEM. */
export interface FileCrl {
  readonly nome: string;
  readonly byte: Uint8Array;
}

/** A list in use. Instants ISO-8601 UTC. */
export interface Crl {
  readonly nome: string;
  /** When the CA promises the next one; null when it does not say. */
  readonly scade: string | null;
  /** Serial numbers, hexadecimal without leading zeros. */
  readonly revocati: ReadonlySet<string>;
  /** Key of the CA that signed it. */
  readonly chiave: KeyObject;
}

/** A file that holds no list that counts, and why, for the operator. */
export interface CrlInservibile {
  readonly nome: string;
  readonly difetto: string;
}

const INTEGER = 0x02;
const UTC_TIME = 0x17;
const GENERALIZED_TIME = 0x18;
/** The largest lists of public CAs are a tenth of it. */
const MAX_REVOCATI = 1_000_000;

/** sha1, sha256, sha384, sha512 WithRSAEncryption, as they are written. */
const ALGORITMI: ReadonlyMap<string, string> = new Map([
  ['2a864886f70d010105', 'sha1'],
  ['2a864886f70d01010b', 'sha256'],
  ['2a864886f70d01010c', 'sha384'],
  ['2a864886f70d01010d', 'sha512'],
]);

const INIZIO = '-----BEGIN X509 CRL-----';
const FINE = '-----END X509 CRL-----';

function derDi(byte: Uint8Array): Buffer {
  const b = Buffer.from(byte.buffer, byte.byteOffset, byte.byteLength);
  const inizio = b.indexOf(INIZIO);
  const fine = b.indexOf(FINE);
  if (inizio < 0 || fine < inizio) return b;
  return Buffer.from(b.toString('latin1', inizio + INIZIO.length, fine), 'base64');
}

/** A serial number as node writes it, without the zeros before it. */
export const serialeDi = (hex: string): string => {
  let i = 0;
  while (i < hex.length - 1 && hex[i] === '0') i++;
  return hex.slice(i).toLowerCase();
};

function istante(b: Buffer, e: Der | undefined): string | null {
  if (e?.tag !== UTC_TIME && e?.tag !== GENERALIZED_TIME) return null;
  const scritto = b.toString('latin1', e.inizio, e.fine);
  // Two digits of the year: up to 49 it is this century (RFC 5280, 4.1.2.5.1).
  const t = e.tag === GENERALIZED_TIME ? scritto : `${Number(scritto.slice(0, 2)) < 50 ? '20' : '19'}${scritto}`;
  const m = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(t) ?? [];
  const giorno = giornoDa(m.slice(1, 4).join('-'));
  const ms = giorno === undefined ? Number.NaN : Date.parse(`${giorno}T${m.slice(4, 7).join(':')}Z`);
  return Number.isNaN(ms) ? null : new Date(ms).toISOString();
}

interface Letta {
  /** What is signed. */
  readonly tbs: Buffer;
  readonly hash: string | undefined;
  readonly firma: Buffer;
  readonly scade: string | null;
  readonly revocati: ReadonlySet<string>;
}

function leggi(b: Buffer): Letta | undefined {
  const tutta = derAt(b, 0, b.length);
  const [tbs, algoritmo, firma] = derIn(b, tutta);
  if (tutta === undefined || tbs?.tag !== SEQUENCE || algoritmo === undefined || firma === undefined) return undefined;
  const campi = derIn(b, tbs);
  // Version, algorithm, issuer; then one or two dates, and the list where there is one.
  const date = campi.filter((c) => c.tag === UTC_TIME || c.tag === GENERALIZED_TIME);
  const ultima = date.at(-1);
  const dopo = ultima === undefined ? undefined : campi[campi.indexOf(ultima) + 1];
  if (ultima === undefined) return undefined;
  const revocati = new Set<string>();
  for (const voce of derIn(b, dopo?.tag === SEQUENCE ? dopo : undefined, MAX_REVOCATI)) {
    const seriale = derAt(b, voce.inizio, voce.fine);
    if (seriale?.tag === INTEGER) revocati.add(serialeDi(b.toString('hex', seriale.inizio, seriale.fine)));
  }
  const oid = derIn(b, algoritmo)[0];
  return {
    tbs: b.subarray(tutta.inizio, tbs.fine),
    hash: oid === undefined ? undefined : ALGORITMI.get(b.toString('hex', oid.inizio, oid.fine)),
    // The first byte of a BIT STRING counts the unused bits.
    firma: b.subarray(firma.inizio + 1, firma.fine),
    scade: date.length > 1 ? istante(b, ultima) : null,
    revocati,
  };
}

/** Reads one file. @param ca the CAs that may have signed it */
export function openCrl({ nome, byte }: FileCrl, ca: readonly X509Certificate[]): Crl | CrlInservibile {
  if (byte.byteLength === 0) return { nome, difetto: 'il file non c’è, non si legge o è vuoto' };
  const letta = leggi(derDi(byte));
  if (letta === undefined) return { nome, difetto: 'non è una CRL (X509 CRL, DER o PEM)' };
  const { tbs, hash, firma, scade, revocati } = letta;
  if (hash === undefined) return { nome, difetto: 'è firmata con un algoritmo non accettato' };
  const emittente = ca.find((c) => c.publicKey.asymmetricKeyType === 'rsa' && verify(hash, tbs, c.publicKey, firma));
  if (emittente === undefined) return { nome, difetto: 'non è firmata da nessuna delle CA di firma.caFiles' };
  return { nome, scade, revocati, chiave: emittente.publicKey };
}

/** The list of this CA that takes the certificate back; undefined when none does. */
export function revocato(cert: X509Certificate, ca: X509Certificate, crl: readonly Crl[]): Crl | undefined {
  const seriale = serialeDi(cert.serialNumber);
  return crl.find((c) => c.revocati.has(seriale) && c.chiave.equals(ca.publicKey));
}

/** What is not in order with a list now, for the operator; undefined when all is. */
export function difettoCrl(c: Crl | CrlInservibile, now: Date): string | undefined {
  if ('difetto' in c) return c.difetto;
  if (c.scade === null || c.scade >= now.toISOString()) return undefined;
  return `scaduta il ${giornoInItalia(c.scade)}: le revoche che contiene valgono ancora, quelle più recenti non si vedono`;
}
