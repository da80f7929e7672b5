/**
 * From the bytes of an answer to the element inside its Body, by local name, inline or with MTOM parts.
 * Invariant: the same protections as the receiver (no DOCTYPE, limits, one parser); what is no SOAP answer is told by its
 * HTTP status and never quoted; the document is always freed.
 */
import { XmlC14NMode, type XmlDocument, XmlElement } from 'libxml2-wasm';
import { EnvelopeError } from '../../errors.js';
import { elementsOf } from '../dom.js';
import { parseContentType } from '../intestazioni.js';
import { openAllegati, type Parte, parseMultipart, rootOf } from '../multipart.js';
import { NS } from '../spazi.js';
import { LIMITI_XML, nextOf, openXml, XmlNonValido } from '../xml.js';
import { errorOfFault } from './fault.js';
import { RifiutoANPR } from './servizi.js';
import { GuastoTrasporto, type RispostaHttp } from './trasporto.js';

/** An open answer; its elements live until `withRisposta` returns. */
export interface Risposta {
  /** The element in the Body: `Risposta4005`, `Risposta3002` … */
  readonly radice: XmlElement;
  /** Bytes of an attachment by its `cid:`; undefined when it did not come. */
  allegato(href: string): Buffer | undefined;
}

/** A part for each item of a list: many more than a notification has. */
const MAX_PARTI = 100_000;

const illeggibile = (cosa: string): GuastoTrasporto =>
  new GuastoTrasporto('RISPOSTA_ILLEGGIBILE', `la risposta di ANPR non si legge: ${cosa}`);

/** Children with that local name: prefixes and namespaces vary from a version of ANPR to the next. */
export function figli(e: XmlElement, nome: string): XmlElement[] {
  return elementsOf(e).filter((f) => f.name === nome);
}

/** The first child with that local name. */
export function figlio(e: XmlElement | undefined, nome: string): XmlElement | undefined {
  // A list has thousands of children, and what is asked for stands before them.
  for (let c = e?.firstChild ?? null; c !== null; c = nextOf(c))
    if (c instanceof XmlElement && c.name === nome) return c;
  return undefined;
}

/** Trimmed text of the first child with that name; null when it is missing or empty. */
export function testo(e: XmlElement | undefined, nome: string): string | null {
  const t = figlio(e, nome)?.content.trim() ?? '';
  return t === '' ? null : t;
}

/** The status of an answer that is no SOAP: a proxy's page, an error of the application server. */
function senzaSoap(status: number, perche: string): Error {
  if (status === 401 || status === 403) {
    return new RifiutoANPR('ACCESSO', [`HTTP_${status}`], `ANPR rifiuta la chiamata (HTTP ${status})`);
  }
  if (status >= 300 && status < 500 && status !== 408 && status !== 429) {
    const messaggio = `all'indirizzo del servizio non c'è ANPR (HTTP ${status})`;
    return new RifiutoANPR('APPLICATIVO', [`HTTP_${status}`], messaggio);
  }
  if (status >= 200 && status < 300) return illeggibile(perche);
  return new GuastoTrasporto(`HTTP_${status}`, `ANPR non è in grado di rispondere (HTTP ${status})`);
}

function faultOf(fault: XmlElement): Error {
  const codice12 = testo(figlio(fault, 'Code'), 'Value');
  const testo12 = testo(figlio(fault, 'Reason'), 'Text');
  return errorOfFault({
    codice: testo(fault, 'faultcode') ?? codice12 ?? '',
    testo: testo(fault, 'faultstring') ?? testo12 ?? '',
  });
}

interface Pezzi {
  readonly xml: Buffer;
  readonly charset: string | undefined;
  readonly parti: readonly Parte[];
}

function dividi({ corpo, headers }: RispostaHttp): Pezzi {
  const ct = parseContentType(headers['content-type']);
  if (!ct.tipo.startsWith('multipart/')) return { xml: corpo, charset: ct.parametri.get('charset'), parti: [] };
  const parti = parseMultipart(corpo, ct.parametri.get('boundary'), MAX_PARTI);
  const radice = rootOf(parti, ct.parametri.get('start'));
  return { xml: radice.corpo, charset: parseContentType(radice.contentType).parametri.get('charset'), parti };
}

function corpoOf(doc: XmlDocument): XmlElement | undefined {
  if (doc.root.name !== 'Envelope') return undefined;
  const body = figlio(doc.root, 'Body');
  return body === undefined ? undefined : elementsOf(body)[0];
}

function allegati(parti: readonly Parte[]): Risposta['allegato'] {
  const trova = openAllegati(parti);
  return (href) => trova(href)?.corpo;
}

function open(http: RispostaHttp, maxByte: number): { doc: XmlDocument; parti: readonly Parte[] } {
  try {
    const { xml, charset, parti } = dividi(http);
    return { doc: openXml(xml, { ...LIMITI_XML, maxByte }, charset), parti };
  } catch (e) {
    if (e instanceof XmlNonValido || e instanceof EnvelopeError) throw senzaSoap(http.status, e.message);
    throw e;
  }
}

/**
 * Opens an answer, hands it to `use` and frees it.
 * @throws GuastoTrasporto no SOAP, cut short, fault of the server; RifiutoANPR fault of the client, HTTP that says no
 */
export function withRisposta<T>(http: RispostaHttp, maxByte: number, use: (r: Risposta) => T): T {
  const { doc, parti } = open(http, maxByte);
  try {
    const radice = corpoOf(doc);
    if (radice === undefined) throw senzaSoap(http.status, 'nessun messaggio SOAP');
    if (radice.name === 'Fault') throw faultOf(radice);
    return use({ radice, allegato: allegati(parti) });
  } finally {
    doc.dispose();
  }
}

const isInclude = (e: XmlElement): boolean => e.name === 'Include' && e.namespaceUri === NS.xop;

/**
 * The bytes of a base64Binary element, inline or attached; null when it is missing or empty (G36). Text that is no base64
 * is given as it is: one bad content must not hold back its list, and whoever opens it says what is wrong.
 * @throws GuastoTrasporto an attachment that did not come
 */
export function byteDi(r: Risposta, e: XmlElement | undefined): Uint8Array | null {
  if (e === undefined) return null;
  const include = elementsOf(e).find(isInclude);
  if (include === undefined) return base64(e.content);
  const parte = r.allegato(include.attr('href')?.value ?? '');
  if (parte === undefined) throw illeggibile('manca un allegato a cui rimanda');
  return parte.length === 0 ? null : parte;
}

function base64(contenuto: string): Uint8Array | null {
  const pulito = contenuto.replace(/\s+/g, '');
  if (pulito === '') return null;
  return /^[A-Za-z0-9+/]+={0,2}$/.test(pulito) ? Buffer.from(pulito, 'base64') : Buffer.from(contenuto, 'utf8');
}

/** The element as a document of its own: attachments inline, the namespaces of the envelope kept. */
export function comeDocumento(r: Risposta, e: XmlElement): Uint8Array {
  for (const include of e.find('.//xop:Include', { xop: NS.xop })) {
    const padre = include.parent;
    if (!(include instanceof XmlElement) || padre === null) continue;
    const byte = byteDi(r, padre);
    // NOTE: libxml2-wasm appends after the element, not inside it.
    if (byte !== null) include.appendText(Buffer.from(byte).toString('base64'));
    include.remove();
  }
  // Inclusive: an `xsi:type` names a prefix that exclusive canonicalisation does not see.
  const xml = e.canonicalizeToString({ mode: XmlC14NMode.XML_C14N_1_0 });
  return Buffer.from(xml, 'utf8');
}
