/**
 * Verifies the XML signature of an envelope (WS-Security, spec A.4) with libxml2's canonicalisation and node:crypto.
 * Invariant: accepted means that the very Body that was read (the same node, not one found again by Id) is covered by a
 * signature whose certificate a trusted CA issued. Whatever is not on an allow-list is refused; nothing here reads a clock.
 */
import { createHash, createVerify, type X509Certificate } from 'node:crypto';
import { type C14NOptions, XmlAttribute, type XmlElement } from 'libxml2-wasm';
import { EnvelopeError } from '../errors.js';
import { type BundleCa, distrust } from './certificati.js';
import { childrenOf, elementsOf, type Nodo, onlyChild, toNodo } from './dom.js';
import type { Busta } from './envelope.js';
import { certificatesOf } from './firma-chiave.js';
import { parseSignature, type Riferimento, type Signature } from './firma-xml.js';
import { type Canonicalizzazione, NS } from './spazi.js';

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

/** Signatures that speak for the message: in a Security header, in the Header, or beside the Body. Not those inside tokens. */
function signaturesOf({ envelope, header }: Busta): Nodo[] {
  const beside = elementsOf(envelope).filter((e) => e.name === 'Signature' && e.namespaceUri === NS.ds);
  if (header === undefined) return beside.map(toNodo);
  const testa = toNodo(header);
  const posti = [...childrenOf(testa, NS.wsse, 'Security'), testa];
  return [...posti.flatMap((p) => childrenOf(p, NS.ds, 'Signature')), ...beside.map(toNodo)];
}

const ID = '//@*[local-name()="Id" or local-name()="ID" or local-name()="id" or local-name()="AssertionID"]';

/** Every Id of the document. Two equal ones are how a signed element is moved away and another put in its place. */
function collectIds(envelope: XmlElement): Map<string, XmlElement> {
  const ids = new Map<string, XmlElement>();
  for (const a of envelope.find(ID)) {
    const e = a.parent;
    if (!(a instanceof XmlAttribute) || e === null) continue;
    if (ids.get(a.value)?.isSameNode(e) === false) throw refuse('FIRMA_ID_DUPLICATO', 'due elementi con lo stesso Id');
    ids.set(a.value, e);
  }
  return ids;
}

const targetOf = (r: Riferimento, ids: Map<string, XmlElement>): XmlElement | undefined => ids.get(r.uri.slice(1));

function canonicalize(
  busta: Busta,
  c: Canonicalizzazione,
  update: (b: Uint8Array) => void,
  opzioni: C14NOptions,
): void {
  const write = (b: Uint8Array): number => {
    update(b);
    return b.byteLength;
  };
  busta.doc.canonicalize({ write, close: () => true }, { mode: c.mode, withComments: c.withComments, ...opzioni });
}

const prefixes = (lista: readonly string[]): C14NOptions =>
  lista.length === 0 ? {} : { inclusiveNamespacePrefixes: [...lista] };

function digestOf(busta: Busta, r: Riferimento, nodi: C14NOptions): Buffer {
  const h = createHash(r.hash);
  canonicalize(busta, r.canonicalizzazione, (b) => h.update(b), { ...prefixes(r.prefissi), ...nodi });
  return h.digest();
}

function checkReference(busta: Busta, r: Riferimento, firma: XmlElement, ids: Map<string, XmlElement>): void {
  const target = r.uri === '' ? busta.envelope : targetOf(r, ids);
  if (target === undefined) throw refuse('FIRMA_NON_VALIDA', 'la firma si riferisce a un elemento che non c’è');
  // Enveloped: everything but this signature. Otherwise: the subtree of the element.
  const nodi: C14NOptions = r.uri === '' ? { isVisible: (n) => !n.isSameNode(firma) } : { nodeSet: new Set([target]) };
  if (!digestOf(busta, r, nodi).equals(r.impronta)) {
    throw refuse('FIRMA_NON_VALIDA', `l'impronta di ${target.name} non corrisponde: il messaggio è stato modificato`);
  }
}

function covers(busta: Busta, s: Signature, ids: Map<string, XmlElement>): boolean {
  return s.riferimenti.some((r) => r.uri === '' || targetOf(r, ids)?.isSameNode(busta.body) === true);
}

function signerOf(busta: Busta, s: Signature, candidati: readonly X509Certificate[]): X509Certificate {
  const pezzi: Buffer[] = [];
  const opzioni = { ...prefixes(s.prefissi), nodeSet: new Set([s.signedInfo.e]) };
  canonicalize(busta, s.canonicalizzazione, (b) => pezzi.push(Buffer.from(b)), opzioni);
  const verifies = (c: X509Certificate): boolean => {
    const v = createVerify(s.hash);
    for (const p of pezzi) v.update(p);
    return c.publicKey.asymmetricKeyType === 'rsa' && v.verify(c.publicKey, s.valore);
  };
  const firmatario = candidati.find(verifies);
  if (firmatario !== undefined) return firmatario;
  if (candidati.length === 0)
    throw refuse('FIRMA_CERTIFICATO', 'il certificato della firma non c’è e non è fra quelli noti');
  throw refuse('FIRMA_NON_VALIDA', 'la firma non corrisponde al certificato che dichiara');
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

function checkSignature(
  busta: Busta,
  s: Signature,
  i: ImpostazioniFirma & { ids: Map<string, XmlElement>; now: Date },
): void {
  const sha1 = s.hash === 'sha1' || s.riferimenti.some((r) => r.hash === 'sha1');
  if (sha1 && !i.acceptSha1) throw refuse('FIRMA_ALGORITMO', 'firma con SHA-1: si accetta con firma.acceptSha1');
  const byId = (id: string): Nodo | undefined => {
    const e = i.ids.get(id);
    return e === undefined ? undefined : toNodo(e);
  };
  const firmatario = signerOf(busta, s, certificatesOf(s.elemento, i.ca, byId));
  const sfiducia = distrust(i.ca, firmatario, i.now);
  if (sfiducia !== undefined) throw refuse('FIRMA_CERTIFICATO', `certificato di firma non accettato: ${sfiducia}`);
  for (const r of s.riferimenti) checkReference(busta, r, s.elemento.e, i.ids);
  const firmati = s.riferimenti.map((r) => targetOf(r, i.ids)).filter((e) => e?.name === 'Timestamp');
  if (i.timestampToleranceMs === null) return;
  for (const t of firmati) if (t?.namespaceUri === NS.wsu) checkTimestamp(toNodo(t), i.now, i.timestampToleranceMs);
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
  const ids = collectIds(busta.envelope);
  const firme = elementi.map(parseSignature).filter((s) => covers(busta, s, ids));
  if (firme.length === 0) throw refuse('FIRMA_NON_COPRE_BODY', 'nessuna firma copre il Body che si legge');
  inlineContent(busta);
  for (const s of firme) checkSignature(busta, s, { ...impostazioni, ids, now });
  return 'VALIDA';
}
