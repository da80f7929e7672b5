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
import { openAllegati, type Parte, parseMultipart, rootOf } from './multipart.js';
import { NS } from './spazi.js';
import { LIMITI_BUSTA, type LimitiXml, openXml, XmlNonValido } from './xml.js';

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

const CAMPI = ['tipoNotifica', 'codMittente', 'codDestinatario', 'dataOraRichiesta', 'idOperazioneANPR'] as const;

/** What fits a column of the inbox. Codes are not checked against a list: unknown ones are stored (G18). */
const FORMA: Readonly<Record<(typeof CAMPI)[number], RegExp>> = {
  tipoNotifica: /^[A-Za-z0-9_-]{1,20}$/,
  codMittente: /^[^\p{C}]{1,64}$/u,
  codDestinatario: /^[0-9A-Za-z]{1,20}$/,
  dataOraRichiesta: /^[^\p{C}]{1,64}$/u,
  // Digits passed 2^32 and may be 30; the newer services give UUIDs (spec F, G43).
  idOperazioneANPR: /^(?:[0-9]{1,30}|(?=.*[^0-9])[0-9A-Za-z-]{1,40})$/,
};

const rifiuto = (motivo: string, messaggio: string): EnvelopeError => new EnvelopeError('5', motivo, messaggio);

/** Children by local name (ANPR's are in no namespace, some stacks qualify them). @throws EnvelopeError 5 on a repeated one */
function byLocalName(e: XmlElement): Map<string, XmlElement> {
  const trovati = new Map<string, XmlElement>();
  for (const figlio of elementsOf(e)) {
    const nome = figlio.name;
    if (trovati.has(nome)) throw rifiuto('RICHIESTA_AMBIGUA', `elemento ripetuto: ${nome.slice(0, 40)}`);
    trovati.set(nome, figlio);
  }
  return trovati;
}

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

/** Reads what can be read of the header: also what a refusal will be remembered by. */
function readTestata(testata: XmlElement | undefined): Partial<TestataNotifica> {
  const letti: Partial<Record<(typeof CAMPI)[number], string>> = {};
  if (testata === undefined) return letti;
  const campi = byLocalName(testata);
  for (const campo of CAMPI) {
    const valore = campi.get(campo)?.content.trim();
    if (valore !== undefined && FORMA[campo].test(valore)) letti[campo] = valore;
  }
  return letti;
}

function isComplete(t: Partial<TestataNotifica>): t is TestataNotifica {
  return CAMPI.every((campo) => t[campo] !== undefined);
}

/** Characters that base64 ignores are blanks and nothing else. @throws EnvelopeError 5 BASE64 */
function decodeBase64(testo: string): Buffer {
  const attesi = (pulito: string): number => Math.floor((pulito.replace(/={1,2}$/, '').length * 3) / 4);
  const byte = Buffer.from(testo, 'base64');
  if (byte.length === attesi(testo) || byte.length === attesi(testo.replace(/\s+/g, ''))) return byte;
  throw rifiuto('BASE64', 'contenuto non è base64');
}

/** The only child may be `xop:Include`; text alone, the everyday case, has no element children. */
function includeOf(contenuto: XmlElement): XmlElement | undefined {
  return elementsOf(contenuto).find((e) => inNs(e, NS.xop, 'Include'));
}

function readContenuto(
  elemento: XmlElement | undefined,
  parti: readonly Parte[],
): { byte: Buffer; include?: XmlElement } {
  const include = elemento === undefined ? undefined : includeOf(elemento);
  if (include === undefined) return { byte: decodeBase64(elemento?.content ?? '') };
  const parte = openAllegati(parti)(include.attr('href')?.value ?? '');
  if (parte === undefined) throw rifiuto('ALLEGATO_MANCANTE', 'la parte a cui rimanda xop:Include non è nel messaggio');
  return { byte: parte.corpo, include };
}

function toBusta(doc: XmlDocument, parti: readonly Parte[]): Busta {
  const envelope = doc.root;
  const body = bodyOf(envelope);
  const richiesta = byLocalName(richiestaOf(body));
  const testata = readTestata(richiesta.get('testataNotifica'));
  try {
    const mancanti = CAMPI.filter((campo) => testata[campo] === undefined);
    if (!isComplete(testata)) throw rifiuto('TESTATA', `mancano o non sono conformi: ${mancanti.join(', ')}`);
    const { byte, include } = readContenuto(richiesta.get('contenuto'), parti);
    if (byte.length === 0) throw new EnvelopeError('6', 'CONTENUTO_ASSENTE', 'contenuto mancante o vuoto');
    const header = elementsOf(envelope).find((e) => inNs(e, NS.soap11, 'Header'));
    return { doc, envelope, header, body, richiesta: { ...testata, contenuto: byte }, include };
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
    return use(toBusta(doc, parti));
  } finally {
    doc.dispose();
  }
}

/** Reads a request without looking at its signature: for imported files and for tests. @throws EnvelopeError */
export function readRichiesta(corpo: Uint8Array, contentType?: string): RichiestaN000 {
  return withBusta(corpo, contentType, (busta) => busta.richiesta);
}
