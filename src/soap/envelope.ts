/**
 * From the body of an HTTP call to a `RichiestaN000`: SOAP 1.1 document/literal, content inline or in a MTOM/XOP part.
 * Invariant: one parse serves reading and signature, and what is read is what the signature covers; whatever comes in,
 * the way out is a request or an `EnvelopeError`, and the document is always freed.
 */
import type { XmlDocument, XmlElement } from 'libxml2-wasm';
import { EnvelopeError } from '../errors.js';
import type { RichiestaN000, TestataNotifica } from './busta.js';
import { elementsOf } from './dom.js';
import { type ContentType, parseContentType } from './intestazioni.js';
import { type Parte, parseMultipart, rootOf } from './multipart.js';
import { NS } from './spazi.js';
import { byLocalName, CAMPI, isComplete, readTestata } from './testata.js';
import { LIMITI_BUSTA, type LimitiXml, openXml, XmlNonValido } from './xml.js';
import { includeOf, openXop, putAllBack, type Xop } from './xop.js';

/** The envelope of a notification, open: its elements live until `withBusta` returns. */
export interface Busta {
  readonly doc: XmlDocument;
  readonly envelope: XmlElement;
  readonly header: XmlElement | undefined;
  readonly body: XmlElement;
  readonly richiesta: RichiestaN000;
  /** The element that stands for the content when it travels in a part of its own. */
  readonly include: XmlElement | undefined;
}

/** A refusal that knows whose notification it was, for the rejection log. */
export class RichiestaRifiutata extends EnvelopeError {
  constructor(
    e: EnvelopeError,
    readonly testata: Partial<TestataNotifica>,
  ) {
    super(e.codice, e.motivo, e.message, { cause: e.cause });
  }
}

const rifiuto = (motivo: string, messaggio: string): EnvelopeError => new EnvelopeError('5', motivo, messaggio);

const inNs = (e: XmlElement, ns: string, nome: string): boolean => e.name === nome && e.namespaceUri === ns;

function bodyOf(envelope: XmlElement): XmlElement {
  if (envelope.name !== 'Envelope' || envelope.namespaceUri !== NS.soap11) {
    throw rifiuto('NON_SOAP', "la radice non è l'Envelope di SOAP 1.1");
  }
  const [body, altro] = elementsOf(envelope).filter((e) => inNs(e, NS.soap11, 'Body'));
  if (body === undefined || altro !== undefined) throw rifiuto('NON_SOAP', 'la busta non ha un solo Body');
  return body;
}

function richiestaOf(body: XmlElement): XmlElement {
  const [richiesta, altro] = elementsOf(body);
  if (richiesta?.name !== 'RichiestaN000' || richiesta.namespaceUri !== NS.n000 || altro !== undefined) {
    throw rifiuto('NON_RICHIESTA_N000', 'il Body non contiene una sola RichiestaN000');
  }
  return richiesta;
}

/** Bytes that base64 of so many characters gives, the padding left out. */
function attesi(caratteri: number, riempimento: number): number {
  return Math.floor(((caratteri - Math.min(riempimento, 2)) * 3) / 4);
}

const UGUALE = 0x3d;
const SPAZIO = 0x20;

/** Characters that base64 ignores are blanks and nothing else. @throws EnvelopeError 5 BASE64 */
function decodeBase64(testo: string): Buffer {
  const byte = Buffer.from(testo, 'base64');
  const riempimento = testo.endsWith('==') ? 2 : testo.endsWith('=') ? 1 : 0;
  if (byte.length === attesi(testo.length, riempimento)) return byte;
  let pieni = 0;
  let uguali = 0;
  for (let i = 0; i < testo.length; i++) {
    const c = testo.charCodeAt(i);
    if (c === SPAZIO || (c >= 0x09 && c <= 0x0d)) continue;
    pieni++;
    uguali = c === UGUALE ? uguali + 1 : 0;
  }
  if (byte.length === attesi(pieni, uguali)) return byte;
  throw rifiuto('BASE64', 'contenuto non è base64');
}

/** Reads the request, with every Include but that of the content put back. @throws EnvelopeError */
function readBusta(
  doc: XmlDocument,
  richiesta: ReadonlyMap<string, XmlElement>,
  xop: Xop,
): Pick<Busta, 'richiesta' | 'include'> {
  const elemento = richiesta.get('contenuto');
  const include = elemento === undefined ? undefined : includeOf(elemento);
  putAllBack(doc, xop, include);
  const testata = readTestata(richiesta.get('testataNotifica'));
  const mancanti = CAMPI.filter((campo) => testata[campo] === undefined);
  if (!isComplete(testata)) throw rifiuto('TESTATA', `mancano o non sono conformi: ${mancanti.join(', ')}`);
  const contenuto = include === undefined ? decodeBase64(elemento?.content ?? '') : xop.byteOf(include);
  if (contenuto.length === 0) throw new EnvelopeError('6', 'CONTENUTO_ASSENTE', 'contenuto mancante o vuoto');
  return { richiesta: { ...testata, contenuto }, include };
}

function toBusta(doc: XmlDocument, xop: Xop): Busta {
  const envelope = doc.root;
  const body = bodyOf(envelope);
  const richiesta = byLocalName(richiestaOf(body));
  const testata = readTestata(richiesta.get('testataNotifica'));
  try {
    const header = elementsOf(envelope).find((e) => inNs(e, NS.soap11, 'Header'));
    return { doc, envelope, header, body, ...readBusta(doc, richiesta, xop) };
  } catch (e) {
    throw e instanceof EnvelopeError ? new RichiestaRifiutata(e, testata) : e;
  }
}

const MOTIVI = {
  VUOTO: 'NON_SOAP',
  TROPPO_GRANDE: 'TROPPO_GRANDE',
  CODIFICA: 'CODIFICA',
  DOCTYPE: 'DOCTYPE',
  MALFORMATO: 'XML_MALFORMATO',
} as const;

function openEnvelope(xml: Buffer, ct: ContentType, maxByte: number): XmlDocument {
  try {
    return openXml(xml, { ...LIMITI_BUSTA, maxByte }, ct.parametri.get('charset'));
  } catch (e) {
    throw e instanceof XmlNonValido ? rifiuto(MOTIVI[e.difetto], e.message) : e;
  }
}

/** The XML of the envelope and, for MTOM, the parts beside it. */
function split(corpo: Buffer, ct: ContentType): { xml: Buffer; ct: ContentType; parti: readonly Parte[] } {
  if (!ct.tipo.startsWith('multipart/')) return { xml: corpo, ct, parti: [] };
  const parti = parseMultipart(corpo, ct.parametri.get('boundary'));
  const radice = rootOf(parti, ct.parametri.get('start'));
  return { xml: radice.corpo, ct: parseContentType(radice.contentType), parti };
}

/**
 * Opens the body of a call, hands the envelope to `use` and frees it.
 * @param contentType the HTTP header; the kind of XML it names is not insisted upon, multipart and charset are
 * @throws EnvelopeError 6 `CONTENUTO_ASSENTE` without content, 5 with a stable `motivo` for anything else that is not a
 *   notification; a `RichiestaRifiutata` where the header could be read
 */
export function withBusta<T>(
  corpo: Uint8Array,
  contentType: string | undefined,
  use: (busta: Busta) => T,
  { maxByte }: Pick<LimitiXml, 'maxByte'> = LIMITI_BUSTA,
): T {
  if (corpo.byteLength === 0) throw new EnvelopeError('6', 'CORPO_VUOTO', 'la chiamata non ha corpo');
  const byte = Buffer.from(corpo.buffer, corpo.byteOffset, corpo.byteLength);
  const { xml, ct, parti } = split(byte, parseContentType(contentType));
  const doc = openEnvelope(xml, ct, maxByte);
  try {
    return use(toBusta(doc, openXop(parti, maxByte)));
  } finally {
    doc.dispose();
  }
}

/** Reads a request without looking at its signature: for imported files and for tests. @throws EnvelopeError */
export function readRichiesta(corpo: Uint8Array, contentType?: string): RichiestaN000 {
  return withBusta(corpo, contentType, (busta) => busta.richiesta);
}
