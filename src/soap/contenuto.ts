/**
 * Opens the content of a notification: decrypts it where it is encrypted, then looks at what is inside (XML, gzip, base64).
 * Invariant: pure once the keystores are loaded; whatever the bytes are, the answer is an element or a `NotificaError`
 * whose reason says what would free the notification.
 */
import { gunzipSync, inflateSync } from 'node:zlib';
import type { Elemento } from '../anpr/elemento.js';
import { NotificaError } from '../errors.js';
import { decodeBase64 } from './base64.js';
import { type ContenutoCifrato, decryptContent, looksLikeCms, parseCms, type Ricevente } from './cms.js';
import type { ChiavePrivata, Keystore } from './keystore.js';
import { unwrapKey } from './rsa.js';
import { LIMITI_XML, type LimitiXml, parseElemento } from './xml.js';

/** What is too much for one content. */
export interface LimitiContenuto extends LimitiXml {
  /** Layers of gzip, deflate or base64 over the XML. */
  readonly maxStrati: number;
  /** Bytes that a compressed byte may become, once it is more than `byteLiberi` in all. */
  readonly maxRapporto: number;
  readonly byteLiberi: number;
}

/**
 * gz in base64 is two layers (4005, spec D.1); a third leaves room for what nobody has seen yet. XML of ANPR shrinks ten to
 * thirty times.
 */
export const LIMITI_CONTENUTO: LimitiContenuto = {
  ...LIMITI_XML,
  maxStrati: 3,
  maxRapporto: 100,
  byteLiberi: 256 * 1024,
};

/** The certificate whose key opened a content; `scadenza` ISO-8601 UTC, `serial` hexadecimal. */
export interface ChiaveUsata {
  readonly issuer: string;
  readonly serial: string;
  readonly scadenza: string;
}

/** An open content: as plain data, and the XML bytes as they were inside (their own encoding). */
export interface ContenutoAperto {
  readonly elemento: Elemento;
  readonly xml: Uint8Array;
  readonly chiaveUsata?: ChiaveUsata;
}

const vuoto = (cosa: string): NotificaError => new NotificaError('CONTENUTO_VUOTO', `contenuto vuoto: ${cosa}`);
const danneggiato = (cosa: string): NotificaError =>
  new NotificaError('CONTENUTO_DANNEGGIATO', `contenuto danneggiato: ${cosa}`);

/** Is this the key that the recipient names? */
export const matches = (k: ChiavePrivata, r: Ricevente): boolean =>
  r.ski === '' ? k.serial === r.serial && k.issuerKey === r.issuerKey : k.ski === r.ski;

/** Longer than this is no name and no number: what a stranger writes does not fill a log. */
const MAX_NOME = 300;
const breve = (s: string): string => (s.length > MAX_NOME ? `${s.slice(0, MAX_NOME)}…` : s);
/** Recipients named in one message; ANPR encrypts for one. */
const MAX_DETTI = 3;

/** A recipient to read: serial number and issuer, or SubjectKeyIdentifier. */
export const describe = (r: Ricevente): string =>
  r.ski === ''
    ? `numero di serie ${breve(r.serial)} (esadecimale), emesso da ${breve(r.issuer)}`
    : `SubjectKeyIdentifier ${breve(r.ski)}`;

function missing(c: ContenutoCifrato): NotificaError {
  const detti = c.riceventi.slice(0, MAX_DETTI).map(describe);
  const altri = c.riceventi.length - detti.length;
  const cercati = [...detti, ...(altri > 0 ? [`altri ${altri}`] : [])].join('; ') || 'nessun destinatario RSA';
  return new NotificaError(
    'CHIAVE_MANCANTE',
    `manca la chiave del certificato con ${cercati}: scaricare da ANPR (Sicurezza) il file .p12 di quel certificato e aggiungerlo ai keystore dell'ente`,
  );
}

function decrypt(bytes: Uint8Array, keystores: readonly Keystore[]): { chiaro: Buffer; chiave: ChiavePrivata } {
  const cms = parseCms(bytes);
  for (const ricevente of cms.riceventi) {
    for (const chiave of keystores.flatMap((k) => k.chiavi)) {
      if (matches(chiave, ricevente)) return { chiaro: openWith(cms, ricevente, chiave), chiave };
    }
  }
  throw missing(cms);
}

function openWith(cms: ContenutoCifrato, r: Ricevente, k: ChiavePrivata): Buffer {
  let chiave: Buffer;
  try {
    chiave = unwrapKey(k, r.chiaveCifrata, cms.cifrario.byteChiave, r.padding);
  } catch {
    throw danneggiato('con questa chiave non si decifra');
  }
  return decryptContent(cms, chiave);
}

/** node counts what comes out as it comes, and stops at the first byte too many. */
function inflate(apri: typeof gunzipSync | typeof inflateSync, bytes: Uint8Array, l: LimitiContenuto): Buffer {
  const max = Math.min(l.maxByte, Math.max(l.byteLiberi, l.maxRapporto * bytes.byteLength));
  try {
    return apri(bytes, { maxOutputLength: max });
  } catch (e) {
    if ((e as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') {
      const quanto = `${bytes.byteLength} byte compressi che diventano oltre ${max}`;
      throw new NotificaError('CONTENUTO_TROPPO_GRANDE', `contenuto troppo grande: ${quanto}`);
    }
    throw danneggiato('la compressione non si apre');
  }
}

const BLANK = /^[\s\0\ufeff]*$/;
const isBlank = (b: Buffer): boolean => b.length < 1024 && BLANK.test(b.toString('utf8'));

/** Blanks and BOMs aside, does it begin like XML in any encoding that `xml.ts` reads? */
function looksLikeXml(b: Buffer): boolean {
  return /^(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\0]*</.test(b.toString('latin1', 0, 256));
}

/** One layer off; undefined when there is none, which is when it looks like XML. */
function peel(b: Buffer, limiti: LimitiContenuto): Buffer | undefined {
  if (looksLikeXml(b)) return undefined;
  if (b[0] === 0x1f && b[1] === 0x8b) return inflate(gunzipSync, b, limiti);
  if (b[0] === 0x78 && b.length > 2 && b.readUInt16BE(0) % 31 === 0) return inflate(inflateSync, b, limiti);
  const base64 = decodeBase64(b);
  if (base64 !== undefined) return base64;
  throw new NotificaError('CONTENUTO_SCONOSCIUTO', `contenuto né XML né gzip né base64 né CMS${sembra(b)}`);
}

/** What people take for a notification by mistake, in words: none of its bytes goes into a reason. */
const FORME_NOTE = [
  ['%PDF', 'un PDF'],
  ['PK\u0003\u0004', 'uno zip o un documento di ufficio'],
  ['\u0089PNG', 'un’immagine'],
  ['\u00ff\u00d8\u00ff', 'un’immagine'],
  ['-----BEGIN', 'un certificato o una chiave (PEM)'],
  ['{', 'JSON'],
] as const;

function sembra(b: Buffer): string {
  const inizio = b.toString('latin1', 0, 16).trimStart();
  const nota = FORME_NOTE.find(([segno]) => inizio.startsWith(segno));
  return nota === undefined ? '' : `: sembra ${nota[1]}`;
}

/**
 * Opens a content as it came: encrypted (pushed) or not (pulled with 4005, file).
 * @param keystores every keystore of the ente, expired ones included
 * @throws NotificaError CHIAVE_MANCANTE (names the certificate wanted), CONTENUTO_DANNEGGIATO, CONTENUTO_SCONOSCIUTO,
 *   CONTENUTO_VUOTO, CONTENUTO_TROPPO_GRANDE, XML_NON_VALIDO
 */
export function apriContenuto(
  bytes: Uint8Array,
  keystores: readonly Keystore[],
  limiti: LimitiContenuto = LIMITI_CONTENUTO,
): ContenutoAperto {
  let qui: Buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let usata: ChiavePrivata | undefined;
  for (let strato = 0; strato <= limiti.maxStrati; strato++) {
    if (usata === undefined && looksLikeCms(qui)) ({ chiaro: qui, chiave: usata } = decrypt(qui, keystores));
    if (isBlank(qui)) throw vuoto(strato === 0 ? 'nessun byte' : 'niente sotto la codifica');
    const sotto = peel(qui, limiti);
    if (sotto === undefined) return toAperto(qui, usata, limiti);
    qui = sotto;
  }
  throw new NotificaError('CONTENUTO_SCONOSCIUTO', `contenuto con più di ${limiti.maxStrati} strati di codifica`);
}

function toAperto(xml: Buffer, usata: ChiavePrivata | undefined, limiti: LimitiContenuto): ContenutoAperto {
  const elemento = parseElemento(xml, limiti);
  if (usata === undefined) return { elemento, xml };
  return { elemento, xml, chiaveUsata: { issuer: usata.issuer, serial: usata.serial, scadenza: usata.scadenza } };
}
