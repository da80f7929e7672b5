/**
 * Checks a question to ANPR's services as ANPR's gateway does (spec E): Timestamp and Body signed, an assertion that says who
 * and from where, a certificate of the CA. For the fictitious ANPR, which stands on that side of the wire.
 * Invariant: owes nothing to the code that writes questions or verifies notifications, so that it can disagree with them.
 */

import { createVerify, X509Certificate } from 'node:crypto';
import { XmlC14NMode, XmlDocument, XmlElement, XmlError } from 'libxml2-wasm';
import { voceDi } from '../anpr/tabella.js';
import { digest } from './firma-busta.js';
import { EXC_C14N, FIRME_RSA, IMPRONTE, NS } from './spazi.js';

/** What the gateway finds wrong. */
export type DifettoDomanda =
  | 'NON_SOAP'
  | 'FIRMA_ASSENTE'
  | 'FIRMA_NON_VALIDA'
  | 'PARTI_NON_FIRMATE'
  | 'CERTIFICATO'
  | 'TIMESTAMP'
  | 'ASSERZIONE';

const PREFISSI = { s: NS.soap11, wsse: NS.wsse, wsu: NS.wsu, ds: NS.ds, saml: 'urn:oasis:names:tc:SAML:2.0:assertion' };
const FIRMA = '/s:Envelope/s:Header/wsse:Security/ds:Signature';
const ATTRIBUTI = ['IdSede', 'IdPostazione', 'IdPostazioneFirmato'] as const;

function elemento(doc: XmlDocument | XmlElement, xpath: string): XmlElement | undefined {
  const trovato = doc.get(xpath, PREFISSI);
  return trovato instanceof XmlElement ? trovato : undefined;
}

function attributo(e: XmlElement | undefined, nome: string): string {
  return e?.attr(nome)?.value ?? '';
}

/** The certificate in the BinarySecurityToken that the signature names. */
function certificato(doc: XmlDocument): X509Certificate | undefined {
  const riferimento = attributo(elemento(doc, `${FIRMA}/ds:KeyInfo/wsse:SecurityTokenReference/wsse:Reference`), 'URI');
  const token = elemento(doc, `//wsse:BinarySecurityToken[@wsu:Id='${riferimento.slice(1).replace(/'/g, '')}']`);
  return token === undefined ? undefined : new X509Certificate(Buffer.from(token.content, 'base64'));
}

function firmaVera(doc: XmlDocument, cert: X509Certificate): boolean {
  const info = elemento(doc, `${FIRMA}/ds:SignedInfo`);
  const hash = voceDi(FIRME_RSA, attributo(elemento(doc, `${FIRMA}/ds:SignedInfo/ds:SignatureMethod`), 'Algorithm'));
  const c14n = attributo(elemento(doc, `${FIRMA}/ds:SignedInfo/ds:CanonicalizationMethod`), 'Algorithm');
  if (info === undefined || hash === undefined || c14n !== EXC_C14N) return false;
  const valore = elemento(doc, `${FIRMA}/ds:SignatureValue`)?.content ?? '';
  const canonico = info.canonicalizeToString({ mode: XmlC14NMode.XML_C14N_EXCLUSIVE_1_0 });
  return createVerify(hash).update(canonico).verify(cert.publicKey, valore, 'base64');
}

/** Elements that are signed and are as they were when they were signed. */
function intatti(doc: XmlDocument): XmlElement[] {
  const firmati: XmlElement[] = [];
  for (const r of doc.find(`${FIRMA}/ds:SignedInfo/ds:Reference`, PREFISSI)) {
    if (!(r instanceof XmlElement)) continue;
    const id = attributo(r, 'URI').slice(1).replace(/'/g, '');
    const target = elemento(doc, `//*[@wsu:Id='${id}']`);
    const hash = voceDi(IMPRONTE, attributo(elemento(r, 'ds:DigestMethod'), 'Algorithm'));
    if (target === undefined || hash === undefined) continue;
    if (digest(target, hash) === elemento(r, 'ds:DigestValue')?.content.trim()) firmati.push(target);
  }
  return firmati;
}

function fuoriTempo(doc: XmlDocument, now: Date): boolean {
  const quando = (nome: string): number =>
    Date.parse(elemento(doc, `//wsse:Security/wsu:Timestamp/wsu:${nome}`)?.content ?? '');
  // The half second of the clocks' resolution apart, ANPR takes no Timestamp of its future.
  return !(quando('Created') <= now.getTime() + 1_000 && quando('Expires') > now.getTime());
}

function senzaAsserzione(doc: XmlDocument): boolean {
  const base = '/s:Envelope/s:Header/wsse:Security/saml:Assertion';
  const nameId = elemento(doc, `${base}/saml:Subject/saml:NameID`)?.content ?? '';
  const attributi = ATTRIBUTI.map((n) => elemento(doc, `${base}//saml:Attribute[@Name='${n}']/saml:AttributeValue`));
  const firmata = elemento(doc, `${base}/ds:Signature/ds:SignatureValue`) !== undefined;
  return !firmata || nameId === '' || attributi.some((a) => a === undefined || a.content === '');
}

function difettoDi(doc: XmlDocument, ca: X509Certificate, now: Date): DifettoDomanda | undefined {
  const body = elemento(doc, '/s:Envelope/s:Body');
  if (body === undefined) return 'NON_SOAP';
  const cert = certificato(doc);
  if (cert === undefined) return 'FIRMA_ASSENTE';
  if (!cert.checkIssued(ca) || !cert.verify(ca.publicKey) || Date.parse(cert.validTo) < now.getTime())
    return 'CERTIFICATO';
  if (!firmaVera(doc, cert)) return 'FIRMA_NON_VALIDA';
  const firmati = intatti(doc);
  const tempo = elemento(doc, '//wsse:Security/wsu:Timestamp');
  const copre = (e: XmlElement | undefined): boolean => e !== undefined && firmati.some((f) => f.isSameNode(e));
  if (!copre(body) || !copre(tempo)) return 'PARTI_NON_FIRMATE';
  if (fuoriTempo(doc, now)) return 'TIMESTAMP';
  return senzaAsserzione(doc) ? 'ASSERZIONE' : undefined;
}

/**
 * What is wrong with a question; undefined for a good one.
 * @param caPem the CA that gives out the certificates of the comuni
 * @param now by ANPR's clock
 */
export function difettoDomanda(corpo: Buffer, caPem: string, now: Date): DifettoDomanda | undefined {
  let doc: XmlDocument;
  try {
    doc = XmlDocument.fromBuffer(corpo);
  } catch (e) {
    if (e instanceof XmlError) return 'NON_SOAP';
    throw e;
  }
  try {
    return difettoDi(doc, new X509Certificate(caPem), now);
  } finally {
    doc.dispose();
  }
}
