/**
 * The SAML 2.0 assertion that says who asks and from where (spec E, S10), signed by the comune.
 * Invariant: the text is signed as it is returned; every instant is ANPR's, not ours, because ANPR checks them.
 */
import { createSign, randomUUID } from 'node:crypto';
import { XmlDocument } from 'libxml2-wasm';
import { algoritmo, certificatoBase64, digest } from '../firma-busta.js';
import { escapeXml } from '../scrivi-xml.js';
import { ENVELOPED, EXC_C14N, FIRME_RSA, IMPRONTE, NS } from '../spazi.js';
import type { Credenziale, ImpostazioniANPR } from './impostazioni.js';

const SAML = 'urn:oasis:names:tc:SAML:2.0';
const NON_SPECIFICATO = 'urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified';
/** The sample of the assistance has some minutes; the same five as the Timestamp. */
export const VALIDITA_MS = 5 * 60_000;

/** What one assertion says. */
export interface Identita {
  readonly idPostazione: string;
  readonly idPostazioneFirmato: string;
}

function attributo(nome: string, valore: string): string {
  return (
    `<saml2:Attribute Name="${nome}" NameFormat="${SAML}:attrname-format:unspecified">` +
    `<saml2:AttributeValue xsi:type="xsd:string">${escapeXml(valore)}</saml2:AttributeValue></saml2:Attribute>`
  );
}

function soggetto(i: ImpostazioniANPR, dal: string, al: string): string {
  return (
    `<saml2:Subject><saml2:NameID Format="${NON_SPECIFICATO}">${escapeXml(i.operatore)}</saml2:NameID>` +
    `<saml2:SubjectConfirmation Method="${SAML}:cm:bearer">` +
    `<saml2:SubjectConfirmationData NotBefore="${dal}" NotOnOrAfter="${al}"></saml2:SubjectConfirmationData>` +
    `</saml2:SubjectConfirmation></saml2:Subject>` +
    `<saml2:Conditions NotBefore="${dal}" NotOnOrAfter="${al}"></saml2:Conditions>`
  );
}

function autenticazione(i: ImpostazioniANPR, dal: string, al: string): string {
  return (
    `<saml2:AuthnStatement AuthnInstant="${dal}" SessionNotOnOrAfter="${al}">` +
    `<saml2:SubjectLocality Address="${escapeXml(i.indirizzoIp)}"></saml2:SubjectLocality>` +
    `<saml2:AuthnContext><saml2:AuthnContextClassRef>${SAML}:ac:classes:unspecified</saml2:AuthnContextClassRef>` +
    `</saml2:AuthnContext></saml2:AuthnStatement>`
  );
}

function attributi(i: ImpostazioniANPR, chi: Identita): string {
  const applicazione = i.idApplicazione === null ? '' : attributo('IdApplicazione', i.idApplicazione);
  return (
    `<saml2:AttributeStatement>${attributo('IdSede', i.idSede)}${attributo('IdPostazione', chi.idPostazione)}` +
    `${attributo('IdPostazioneFirmato', chi.idPostazioneFirmato)}${applicazione}</saml2:AttributeStatement>`
  );
}

/** The assertion with a mark where its signature goes: after the Issuer (SAML core 5.4). */
function senzaFirma(i: ImpostazioniANPR, chi: Identita, adesso: Date): { id: string; testo: string } {
  const id = `_${randomUUID()}`;
  const dal = adesso.toISOString();
  const al = new Date(adesso.getTime() + VALIDITA_MS).toISOString();
  const testo =
    `<saml2:Assertion xmlns:saml2="${SAML}:assertion" xmlns:xsd="http://www.w3.org/2001/XMLSchema" ` +
    `xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" ID="${id}" IssueInstant="${dal}" Version="2.0">` +
    `<saml2:Issuer>${escapeXml(i.emittente)}</saml2:Issuer>@FIRMA@` +
    `${soggetto(i, dal, al)}${autenticazione(i, dal, al)}${attributi(i, chi)}</saml2:Assertion>`;
  return { id, testo };
}

/** `Reference` of the assertion: enveloped, then exclusive C14N (SAML core 5.4.4). In canonical form. */
function riferimento(id: string, hash: string, valore: string): string {
  return (
    `<ds:Reference URI="#${id}"><ds:Transforms><ds:Transform Algorithm="${ENVELOPED}"></ds:Transform>` +
    `<ds:Transform Algorithm="${EXC_C14N}"></ds:Transform></ds:Transforms>` +
    `<ds:DigestMethod Algorithm="${algoritmo(IMPRONTE, hash)}"></ds:DigestMethod><ds:DigestValue>${valore}</ds:DigestValue></ds:Reference>`
  );
}

function impronta(testo: string, hash: string): string {
  const doc = XmlDocument.fromString(testo);
  try {
    return digest(doc.root, hash);
  } finally {
    doc.dispose();
  }
}

/**
 * A ds:Signature over references that are already in canonical form.
 * @param keyInfo content of ds:KeyInfo
 */
export function firmaDi(riferimenti: string, hash: string, c: Credenziale, keyInfo: string): string {
  // Written in canonical form, so that signing the text is signing its canonicalisation.
  const signedInfo =
    `<ds:SignedInfo xmlns:ds="${NS.ds}"><ds:CanonicalizationMethod Algorithm="${EXC_C14N}"></ds:CanonicalizationMethod>` +
    `<ds:SignatureMethod Algorithm="${algoritmo(FIRME_RSA, hash)}"></ds:SignatureMethod>${riferimenti}</ds:SignedInfo>`;
  const valore = createSign(hash).update(signedInfo).sign(c.chiave, 'base64');
  return (
    `<ds:Signature xmlns:ds="${NS.ds}">${signedInfo}<ds:SignatureValue>${valore}</ds:SignatureValue>` +
    `<ds:KeyInfo>${keyInfo}</ds:KeyInfo></ds:Signature>`
  );
}

/** Writes and signs the assertion. @param adesso by ANPR's clock */
export function scriviAsserzione(i: ImpostazioniANPR, c: Credenziale, chi: Identita, adesso: Date): string {
  const { id, testo } = senzaFirma(i, chi, adesso);
  const valore = impronta(testo.replace('@FIRMA@', ''), i.hash);
  const keyInfo = `<ds:X509Data><ds:X509Certificate>${certificatoBase64(c.certPem)}</ds:X509Certificate></ds:X509Data>`;
  const firma = firmaDi(riferimento(id, i.hash, valore), i.hash, c, keyInfo);
  return testo.replace('@FIRMA@', () => firma);
}
