/**
 * Verifies the XML signature of an envelope (WS-Security, spec A.4) with libxml2's canonicalisation and node:crypto.
 * Invariant: accepted means that the very Body that was read (the same node, not one found again by Id) is covered by a
 * signature whose certificate a trusted CA issued. Whatever is not on an allow-list is refused; nothing here reads a clock.
 */
import { createHash, verify, type X509Certificate } from 'node:crypto';
import { type C14NOptions, XmlAttribute, type XmlElement, XmlError, type XmlNode } from 'libxml2-wasm';
import { EnvelopeError } from '../errors.js';
import { type BundleCa, distrust } from './certificati.js';
import { elementsOf, type Nodo, onlyChild, toNodo } from './dom.js';
import type { Busta } from './envelope.js';
import { certificatesOf } from './firma-chiave.js';
import {
  type Forma,
  parseSignature,
  parseSignedInfo,
  type Riferimento,
  type Signature,
  type SignedInfo,
} from './firma-xml.js';
import { NS } from './spazi.js';

/** `required`: no signature, no notification; `if-present`: verified where there is one; `ignored`: trials only. */
export type PolicyFirma = 'required' | 'if-present' | 'ignored';

export interface ImpostazioniFirma {
  readonly policy: PolicyFirma;
  readonly ca: BundleCa;
  /** ANPR's algorithms are not published (spec K.2) and its samples of 2018 use SHA-1. */
  readonly acceptSha1: boolean;
  /** How far clocks may differ when a signed Timestamp is checked; null leaves it unchecked. */
  readonly timestampToleranceMs: number | null;
}

export type EsitoFirma = 'VALIDA' | 'ASSENTE' | 'NON_VERIFICATA';

const refuse = (motivo: string, messaggio: string): EnvelopeError => new EnvelopeError('5', motivo, messaggio);

const isNamed = (e: XmlElement, ns: string, nome: string): boolean => e.name === nome && e.namespaceUri === ns;

/** Signatures that speak for the message: in a Security header, in the Header, or beside the Body. Not those inside tokens. */
function signaturesOf({ envelope, header }: Busta): XmlElement[] {
  const testa = header === undefined ? [] : elementsOf(header);
  const posti = testa.filter((e) => isNamed(e, NS.wsse, 'Security')).flatMap(elementsOf);
  return [...posti, ...testa, ...elementsOf(envelope)].filter((e) => isNamed(e, NS.ds, 'Signature'));
}

/** More than one signature over a message is unusual, more than these an attempt to make us work. */
const MAX_FIRME = 4;

type Ids = ReadonlyMap<string, XmlElement>;
const ID = '//@*[local-name()="Id" or local-name()="ID" or local-name()="id" or local-name()="AssertionID"]';

/** Every Id of the document. Two equal ones are how a signed element is moved away and another put in its place. */
function collectIds(envelope: XmlElement): Ids {
  const ids = new Map<string, XmlElement>();
  for (const a of envelope.find(ID)) {
    const e = a.parent;
    if (!(a instanceof XmlAttribute) || e === null) continue;
    if (ids.get(a.value)?.isSameNode(e) === false) throw refuse('FIRMA_ID_DUPLICATO', 'due elementi con lo stesso Id');
    ids.set(a.value, e);
  }
  return ids;
}

const targetOf = (r: Riferimento, ids: Ids): XmlElement | undefined => ids.get(r.uri.slice(1));

interface DaFare {
  readonly forma: Forma;
  /** Which nodes: the subtree of one, or all but one. */
  readonly nodi: Pick<C14NOptions, 'nodeSet' | 'isVisible'>;
  readonly update: (b: Uint8Array) => void;
}

function canonicalize(busta: Busta, { forma, nodi, update }: DaFare): void {
  const { mode, withComments, prefissi } = forma;
  const inclusive = prefissi.length === 0 ? {} : { inclusiveNamespacePrefixes: [...prefissi] };
  const write = (b: Uint8Array): number => {
    update(b);
    return b.byteLength;
  };
  try {
    busta.doc.canonicalize({ write, close: () => true }, { mode, withComments, ...inclusive, ...nodi });
  } catch (e) {
    // C14N has no form for some documents, e.g. with a namespace that is a relative URI.
    if (e instanceof XmlError) throw refuse('FIRMA_MALFORMATA', 'la busta non si può canonicalizzare');
    throw e;
  }
}

/** SignedInfo in canonical form: what is verified, and what is read. */
function canonicalSignedInfo(busta: Busta, s: Signature): Buffer {
  const pezzi: Buffer[] = [];
  const update = (b: Uint8Array): unknown => pezzi.push(Buffer.from(b));
  canonicalize(busta, { forma: s.forma, nodi: { nodeSet: new Set([s.signedInfo]) }, update });
  return Buffer.concat(pezzi);
}

function checkReference(busta: Busta, r: Riferimento, firma: XmlElement, ids: Ids): void {
  const target = r.uri === '' ? busta.envelope : targetOf(r, ids);
  if (target === undefined) throw refuse('FIRMA_NON_VALIDA', 'la firma si riferisce a un elemento che non c’è');
  const h = createHash(r.hash);
  const tuttoMenoFirma = { isVisible: (n: XmlNode) => !n.isSameNode(firma) };
  const nodi = r.uri === '' ? tuttoMenoFirma : { nodeSet: new Set([target]) };
  canonicalize(busta, { forma: r.forma, nodi, update: (b) => h.update(b) });
  if (h.digest().equals(r.impronta)) return;
  throw refuse('FIRMA_NON_VALIDA', `l'impronta di ${target.name} non corrisponde: il messaggio è stato modificato`);
}

function covers(busta: Busta, info: SignedInfo, ids: Ids): boolean {
  return info.riferimenti.some((r) => r.uri === '' || targetOf(r, ids)?.isSameNode(busta.body) === true);
}

function verifies({ info, canonico, signature }: Firma, cert: X509Certificate): boolean {
  if (cert.publicKey.asymmetricKeyType !== 'rsa') return false;
  try {
    return verify(info.hash, canonico, cert.publicKey, signature.valore);
  } catch {
    // OpenSSL throws on a key it finds unusable: that is a signature that does not verify.
    return false;
  }
}

function signerOf(f: Firma, candidati: readonly X509Certificate[]): X509Certificate {
  const firmatario = candidati.find((c) => verifies(f, c));
  if (firmatario !== undefined) return firmatario;
  if (candidati.length > 0) throw refuse('FIRMA_NON_VALIDA', 'la firma non corrisponde al certificato che dichiara');
  throw refuse('FIRMA_CERTIFICATO', 'il certificato della firma non c’è e non è fra quelli noti');
}

/** Instants without an offset are UTC (WS-Security 10). */
function instantOf(n: Nodo | undefined): number | undefined {
  const testo = n?.testo;
  if (testo === undefined) return undefined;
  const t = Date.parse(/(?:Z|[+-]\d\d:?\d\d)$/.test(testo) ? testo : `${testo}Z`);
  if (Number.isNaN(t)) throw refuse('FIRMA_SCADUTA', 'Timestamp illeggibile');
  return t;
}

function checkTimestamp(n: Nodo, now: Date, tolleranza: number): void {
  const creato = instantOf(onlyChild(n, NS.wsu, 'Created'));
  const scade = instantOf(onlyChild(n, NS.wsu, 'Expires'));
  const adesso = now.getTime();
  if (scade !== undefined && scade + tolleranza < adesso) {
    throw refuse('FIRMA_SCADUTA', `il Timestamp è scaduto il ${new Date(scade).toISOString()}: controllare l'orologio`);
  }
  if (creato !== undefined && creato - tolleranza > adesso) {
    throw refuse(
      'FIRMA_SCADUTA',
      `il Timestamp è del futuro (${new Date(creato).toISOString()}): controllare l'orologio`,
    );
  }
}

/** With MTOM the signature was made over the inline form: the content goes back where the Include stands. */
function inlineContent({ include, richiesta }: Busta): void {
  if (include === undefined) return;
  include.appendText(Buffer.from(richiesta.contenuto).toString('base64'));
  include.remove();
}

interface Firma {
  readonly signature: Signature;
  readonly canonico: Buffer;
  readonly info: SignedInfo;
}

function readFirma(busta: Busta, elemento: XmlElement): Firma {
  const signature = parseSignature(elemento);
  const canonico = canonicalSignedInfo(busta, signature);
  return { signature, canonico, info: parseSignedInfo(canonico.toString('utf8')) };
}

interface Regole {
  readonly impostazioni: ImpostazioniFirma;
  readonly ids: Ids;
  readonly now: Date;
}

function checkFirma(busta: Busta, f: Firma, { impostazioni, ids, now }: Regole): void {
  const { hash, riferimenti } = f.info;
  const sha1 = hash === 'sha1' || riferimenti.some((r) => r.hash === 'sha1');
  if (sha1 && !impostazioni.acceptSha1) {
    throw refuse('FIRMA_ALGORITMO', 'firma con SHA-1: si accetta con firma.acceptSha1');
  }
  const byId = (id: string): Nodo | undefined => {
    const e = ids.get(id);
    return e === undefined ? undefined : toNodo(e);
  };
  const firmatario = signerOf(f, certificatesOf(f.signature.keyInfo, impostazioni.ca, byId));
  const sfiducia = distrust(impostazioni.ca, firmatario, now);
  if (sfiducia !== undefined) throw refuse('FIRMA_CERTIFICATO', `certificato di firma non accettato: ${sfiducia}`);
  for (const r of riferimenti) checkReference(busta, r, f.signature.elemento, ids);
  if (impostazioni.timestampToleranceMs === null) return;
  for (const t of riferimenti.map((r) => targetOf(r, ids))) {
    if (t !== undefined && isNamed(t, NS.wsu, 'Timestamp'))
      checkTimestamp(toNodo(t), now, impostazioni.timestampToleranceMs);
  }
}

/**
 * Checks the signature of an open envelope as the policy asks.
 * @throws EnvelopeError 5: `FIRMA_ASSENTE`, `FIRMA_NON_COPRE_BODY`, `FIRMA_NON_VALIDA`, `FIRMA_CERTIFICATO`,
 *   `FIRMA_ALGORITMO`, `FIRMA_SCADUTA`, `FIRMA_ID_DUPLICATO`, `FIRMA_MALFORMATA`
 */
export function verifyFirma(busta: Busta, impostazioni: ImpostazioniFirma, now: Date): EsitoFirma {
  const elementi = signaturesOf(busta);
  if (impostazioni.policy === 'ignored') return elementi.length === 0 ? 'ASSENTE' : 'NON_VERIFICATA';
  if (elementi.length === 0) {
    if (impostazioni.policy === 'if-present') return 'ASSENTE';
    throw refuse('FIRMA_ASSENTE', 'la busta non è firmata');
  }
  if (elementi.length > MAX_FIRME) throw refuse('FIRMA_MALFORMATA', 'troppe firme');
  const ids = collectIds(busta.envelope);
  const firme = elementi.map((e) => readFirma(busta, e)).filter((f) => covers(busta, f.info, ids));
  if (firme.length === 0) throw refuse('FIRMA_NON_COPRE_BODY', 'nessuna firma copre il Body che si legge');
  inlineContent(busta);
  for (const f of firme) checkFirma(busta, f, { impostazioni, ids, now });
  return 'VALIDA';
}
