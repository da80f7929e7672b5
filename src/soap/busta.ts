/**
 * The two messages of service N000 as text: the request ANPR sends, the answer the receiver gives.
 * For the fictitious ANPR, the benchmark and the tests, which stand on ANPR's side of the wire.
 * Invariant: only `RichiestaN000` and `RispostaN000` are in the namespace, their children in none (spec A.1).
 */
import { XmlElement } from 'libxml2-wasm';
import { escapeXml } from './scrivi-xml.js';
import { NS } from './spazi.js';
import { LIMITI_XML, openXml } from './xml.js';

/** The header of a notification, in ANPR's words; every field is text as received. */
export interface TestataNotifica {
  readonly tipoNotifica: string;
  readonly codMittente: string;
  readonly codDestinatario: string;
  readonly dataOraRichiesta: string;
  readonly idOperazioneANPR: string;
}

/** A request of service N000: its header and the content, decoded from base64 and still encrypted. */
export interface RichiestaN000 extends TestataNotifica {
  readonly contenuto: Uint8Array;
}

const TESTATA = ['tipoNotifica', 'codMittente', 'codDestinatario', 'dataOraRichiesta', 'idOperazioneANPR'] as const;

/** The SOAP 1.1 envelope of a request, with an empty Header and the content inline. Sign it with `firmaBusta`. */
export function writeRichiesta(r: RichiestaN000): string {
  const testata = TESTATA.map((nome) => `<${nome}>${escapeXml(r[nome])}</${nome}>`).join('');
  const contenuto = Buffer.from(r.contenuto).toString('base64');
  return (
    `<soapenv:Envelope xmlns:soapenv="${NS.soap11}"><soapenv:Header/><soapenv:Body>` +
    `<ns2:RichiestaN000 xmlns:ns2="${NS.n000}"><testataNotifica>${testata}</testataNotifica>` +
    `<contenuto>${contenuto}</contenuto></ns2:RichiestaN000></soapenv:Body></soapenv:Envelope>`
  );
}

/** What the receiver answered. */
export interface RispostaN000 {
  readonly codiceEsito: string;
  readonly esito: string;
}

/** Reads an answer of the receiver; undefined when it is no `RispostaN000`. */
export function readRisposta(xml: Uint8Array | string): RispostaN000 | undefined {
  const doc = openXml(typeof xml === 'string' ? Buffer.from(xml) : xml, LIMITI_XML);
  try {
    const risposta = doc.get('/s:Envelope/s:Body/n:RispostaN000', { s: NS.soap11, n: NS.n000 });
    if (!(risposta instanceof XmlElement)) return undefined;
    const campo = (nome: string): string => risposta.get(nome)?.content.trim() ?? '';
    return { codiceEsito: campo('codiceEsito'), esito: campo('esito') };
  } finally {
    doc.dispose();
  }
}
