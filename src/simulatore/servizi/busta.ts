/**
 * Envelopes of the services: an answer inline or with its contents in MTOM parts, the faults of the gateway.
 * Invariant: the same answer in either form carries the same bytes.
 */
import type { Xml } from '../contenuti/xml.js';
import { SEGNO } from './scrivi.js';

/** Body and Content-Type of one HTTP answer. */
export interface Messaggio {
  readonly status: number;
  readonly contentType: string;
  readonly corpo: Buffer;
}

const SOAP11 = 'http://schemas.xmlsoap.org/soap/envelope/';
const SOAP12 = 'http://www.w3.org/2003/05/soap-envelope';
const XOP = 'http://www.w3.org/2004/08/xop/include';
const CONFINE = 'MIMEBoundary-servizi-anpr';
const XML = 'text/xml; charset=utf-8';

function avvolgi(corpo: Xml, ns = SOAP11): string {
  return `<soapenv:Envelope xmlns:soapenv="${ns}"><soapenv:Body>${corpo}</soapenv:Body></soapenv:Envelope>`;
}

function inline(corpo: Xml, allegati: readonly Uint8Array[]): Messaggio {
  const xml = corpo.replace(SEGNO, (_, n: string) => Buffer.from(allegati[Number(n)] ?? []).toString('base64'));
  return { status: 200, contentType: XML, corpo: Buffer.from(avvolgi(xml), 'utf8') };
}

const cid = (n: string): string => `${n}-contenuto@apache.org`;

function parte(intestazioni: readonly string[], byte: Uint8Array): Uint8Array[] {
  return [Buffer.from(`--${CONFINE}\r\n${intestazioni.join('\r\n')}\r\n\r\n`, 'utf8'), byte, Buffer.from('\r\n')];
}

function mtom(corpo: Xml, allegati: readonly Uint8Array[]): Messaggio {
  const xml = corpo.replace(SEGNO, (_, n: string) => `<xop:Include href="cid:${cid(n)}" xmlns:xop="${XOP}"/>`);
  const pezzi = parte(
    [
      'Content-Type: application/xop+xml; charset=UTF-8; type="text/xml"',
      'Content-Transfer-Encoding: binary',
      'Content-ID: <radice@apache.org>',
    ],
    Buffer.from(avvolgi(xml), 'utf8'),
  );
  allegati.forEach((byte, n) => {
    const intestazioni = [
      'Content-Type: application/octet-stream',
      'Content-Transfer-Encoding: binary',
      `Content-ID: <${cid(String(n))}>`,
    ];
    pezzi.push(...parte(intestazioni, byte));
  });
  const contentType =
    'multipart/related; type="application/xop+xml"; start="<radice@apache.org>"; start-info="text/xml"; ' +
    `boundary="${CONFINE}"`;
  return { status: 200, contentType, corpo: Buffer.concat([...pezzi, Buffer.from(`--${CONFINE}--\r\n`)]) };
}

/** The envelope of an answer. @param conParti contents in parts of their own */
export function imbusta(corpo: Xml, allegati: readonly Uint8Array[], conParti: boolean): Messaggio {
  return conParti && allegati.length > 0 ? mtom(corpo, allegati) : inline(corpo, allegati);
}

/** Kinds of fault that were seen (S9, #1918, #2653). */
export type Fault = 'POLICY' | 'POLICY_12' | 'REVOCATO' | 'NON_CONFORME' | 'SERVER';

const TESTI: Readonly<Record<Fault, readonly [codice: string, testo: string]>> = {
  POLICY: ['env:Client', 'Rejected by policy. (from client)'],
  POLICY_12: ['env:Sender', 'Rejected by policy. (from client)'],
  REVOCATO: ['env:Client', 'certificate revoked (from client)'],
  NON_CONFORME: ['env:Client', 'Internal Error (from client)'],
  SERVER: ['env:Server', 'Internal Error (from server)'],
};

/** A fault of the gateway, SOAP 1.1 or (#2653) 1.2. */
export function faultDi(quale: Fault): Messaggio {
  const [codice, testo] = TESTI[quale];
  const dodici = quale === 'POLICY_12';
  const ns = dodici ? SOAP12 : SOAP11;
  const dentro = dodici
    ? `<env:Code><env:Value>${codice}</env:Value></env:Code><env:Reason><env:Text xml:lang="en-US">${testo}</env:Text></env:Reason>`
    : `<faultcode>${codice}</faultcode><faultstring>${testo}</faultstring>`;
  const busta = `<env:Envelope xmlns:env="${ns}"><env:Body><env:Fault>${dentro}</env:Fault></env:Body></env:Envelope>`;
  const contentType = dodici ? 'application/soap+xml; charset=utf-8' : XML;
  return { status: 500, contentType, corpo: Buffer.from(busta, 'utf8') };
}

/** What a proxy says when nobody is behind it. */
export const PAGINA_503: Messaggio = {
  status: 503,
  contentType: 'text/html',
  corpo: Buffer.from('<html><body><h1>Service Unavailable</h1></body></html>'),
};

/** A page where an answer was expected, with a good status. */
export const PAGINA_200: Messaggio = {
  status: 200,
  contentType: 'text/html',
  corpo: Buffer.from('<html><body>Manutenzione in corso<br></body></html>'),
};
