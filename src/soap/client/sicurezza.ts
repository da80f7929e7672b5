/**
 * The envelope of a question with its WS-Security header: Timestamp of five minutes, signed assertion, and a signature
 * over Timestamp and Body (spec E: a part that is missing or not signed is an "Internal Error (from client)").
 * Invariant: what is signed is what libxml2 canonicalises of the very text that is sent.
 */
import { randomUUID } from 'node:crypto';
import { XmlDocument, type XmlElement } from 'libxml2-wasm';
import { certificatoBase64, digest, reference } from '../firma-busta.js';
import { NS, TOKEN } from '../spazi.js';
import { firmaDi, type Identita, scriviAsserzione, VALIDITA_MS } from './asserzione.js';
import type { Credenziale, ImpostazioniANPR } from './impostazioni.js';

interface Ids {
  readonly tempo: string;
  readonly corpo: string;
  readonly token: string;
}

/** What signs a question. */
export interface Firmatario {
  readonly impostazioni: ImpostazioniANPR;
  readonly credenziale: Credenziale;
  readonly identita: Identita;
}

function intestazione(f: Firmatario, ids: Ids, adesso: Date): string {
  const scade = new Date(adesso.getTime() + VALIDITA_MS);
  return (
    `<wsse:Security xmlns:wsse="${NS.wsse}" xmlns:wsu="${NS.wsu}" soap:mustUnderstand="1">` +
    `<wsu:Timestamp wsu:Id="${ids.tempo}"><wsu:Created>${adesso.toISOString()}</wsu:Created>` +
    `<wsu:Expires>${scade.toISOString()}</wsu:Expires></wsu:Timestamp>` +
    scriviAsserzione(f.impostazioni, f.credenziale, f.identita, adesso) +
    `<wsse:BinarySecurityToken EncodingType="${TOKEN.base64}" ValueType="${TOKEN.x509v3}" wsu:Id="${ids.token}">` +
    `${certificatoBase64(f.credenziale.certPem)}</wsse:BinarySecurityToken>@FIRMA@</wsse:Security>`
  );
}

function riferimenti(busta: string, ids: Ids, hash: string): string {
  const doc = XmlDocument.fromString(busta.replace('@FIRMA@', ''));
  try {
    const impronta = (xpath: string): string =>
      digest(doc.get(xpath, { wsu: NS.wsu, s: NS.soap11 }) as XmlElement, hash);
    const tempo = reference(`#${ids.tempo}`, hash, impronta('//wsu:Timestamp'));
    return tempo + reference(`#${ids.corpo}`, hash, impronta('/s:Envelope/s:Body'));
  } finally {
    doc.dispose();
  }
}

/**
 * Wraps and signs a question.
 * @param domanda the element of the Body, as the WSDL writes it
 * @param adesso by ANPR's clock
 */
export function scriviBusta(domanda: string, f: Firmatario, adesso: Date): string {
  const ids: Ids = { tempo: `TS-${randomUUID()}`, corpo: `_${randomUUID()}`, token: `X509-${randomUUID()}` };
  const busta =
    `<soap:Envelope xmlns:soap="${NS.soap11}"><soap:Header>${intestazione(f, ids, adesso)}</soap:Header>` +
    `<soap:Body xmlns:wsu="${NS.wsu}" wsu:Id="${ids.corpo}">${domanda}</soap:Body></soap:Envelope>`;
  const keyInfo =
    `<wsse:SecurityTokenReference><wsse:Reference URI="#${ids.token}" ValueType="${TOKEN.x509v3}"></wsse:Reference>` +
    '</wsse:SecurityTokenReference>';
  const { hash } = f.impostazioni;
  const firma = firmaDi(riferimenti(busta, ids, hash), hash, f.credenziale, keyInfo);
  return busta.replace('@FIRMA@', () => firma);
}
