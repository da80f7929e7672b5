/**
 * A SOAP answer saved with its attachments (MTOM/XOP): brought back to one XML, the attachments in base64 where they belong.
 * Invariant: nothing that is signed passes here; whoever checks a signature reads the parts as they came (`envelope.ts`).
 * One look at every character of the XML; an attachment named again and again does not grow without an end.
 */
import { parseContentType, parseIntestazioni } from './intestazioni.js';
import { openAllegati, type Parte, parseMultipart, rootOf } from './multipart.js';

/** Headers saved in front of the parts are at most this long. */
const INIZIO = 8192;
/** Characters of a start tag; a reference has a namespace and an address. */
const MAX_TAG = 2_048;
/** Base64 put back into one document. */
const MAX_RIMESSI = 128 * 1024 * 1024;
const MAX_PREFISSO = 64;
const NOME = 'Include';

/** Boundary and start of a body that begins with its first delimiter, or with the headers of the call; undefined for anything else. */
function separatore(byte: Buffer): { boundary: string; start?: string | undefined } | undefined {
  const testo = byte.toString('latin1', 0, INIZIO).trimStart();
  if (testo.startsWith('<')) return undefined;
  const [primaRiga = '', ...altre] = testo.split('\n');
  if (primaRiga.startsWith('--')) return altre.length === 0 ? undefined : { boundary: primaRiga.slice(2).trimEnd() };
  const vuota = altre.findIndex((r) => r.trim() === '');
  const campi = parseIntestazioni([primaRiga, ...(vuota < 0 ? altre : altre.slice(0, vuota))].join('\n'));
  const { tipo, parametri } = parseContentType(campi?.get('content-type'));
  const boundary = parametri.get('boundary');
  return tipo.startsWith('multipart/') && boundary !== undefined
    ? { boundary, start: parametri.get('start') }
    : undefined;
}

interface Include {
  /** Where the element begins and ends in the text. */
  readonly inizio: number;
  readonly fine: number;
  readonly href: string;
}

const isBlank = (c: string | undefined): boolean => c === ' ' || c === '\t' || c === '\r' || c === '\n';

/** The end of a start tag; -1 when something else begins before, or it is too long. */
function fineDelTag(xml: string, da: number): number {
  for (let i = da; i < xml.length && i - da <= MAX_TAG; i++) {
    if (xml[i] === '<') return -1;
    if (xml[i] === '>') return i;
  }
  return -1;
}

function hrefDi(tag: string): string | undefined {
  const da = tag.indexOf('href');
  if (da < 1 || !isBlank(tag[da - 1])) return undefined;
  let i = da + 'href'.length;
  while (isBlank(tag[i]) || tag[i] === '=') i++;
  const segno = tag[i];
  const fine = segno === '"' || segno === "'" ? tag.indexOf(segno, i + 1) : -1;
  return fine < 0 ? undefined : tag.slice(i + 1, fine);
}

/** The element whose name stands at `nome`, or undefined when it is no empty Include with an address. */
function includeAt(xml: string, nome: number): Include | undefined {
  const prima = xml.slice(Math.max(0, nome - MAX_PREFISSO), nome);
  const prefisso = prima.slice(prima.lastIndexOf('<') + 1);
  const inizio = prima.includes('<') ? nome - prefisso.length - 1 : -1;
  const dopo = nome + NOME.length;
  const fine = inizio < 0 || !(prefisso === '' || prefisso.endsWith(':')) ? -1 : fineDelTag(xml, dopo);
  if (fine < 0 || !(isBlank(xml[dopo]) || xml[dopo] === '/')) return undefined;
  const href = hrefDi(xml.slice(dopo, fine));
  if (href === undefined) return undefined;
  if (xml[fine - 1] === '/') return { inizio, fine: fine + 1, href };
  const chiusura = `</${prefisso}${NOME}`;
  const poi = xml.slice(fine + 1, fine + 1 + MAX_TAG).trimStart();
  if (!poi.startsWith(chiusura)) return undefined;
  return { inizio, fine: xml.indexOf('>', xml.indexOf(chiusura, fine)) + 1, href };
}

function rimetti(xml: string, parti: readonly Parte[]): string {
  const trova = openAllegati(parti);
  const pezzi: string[] = [];
  let scritto = 0;
  let rimessi = 0;
  for (let i = xml.indexOf(NOME); i >= 0; i = xml.indexOf(NOME, i + NOME.length)) {
    const include = i < scritto ? undefined : includeAt(xml, i);
    const parte = include === undefined ? undefined : trova(include.href.replaceAll('&amp;', '&'));
    if (include === undefined || parte === undefined) continue;
    rimessi += parte.corpo.length * 2;
    if (rimessi > MAX_RIMESSI) break;
    pezzi.push(xml.slice(scritto, include.inizio), parte.corpo.toString('base64'));
    scritto = include.fine;
  }
  return pezzi.join('') + xml.slice(scritto);
}

/**
 * The XML of a saved answer; the bytes as they are where there are no parts. An attachment that is not there leaves its
 * reference, which whoever reads the element finds empty.
 * @throws EnvelopeError 5 MULTIPART
 */
export function conAllegati(byte: Buffer): Buffer {
  const come = separatore(byte);
  if (come === undefined) return byte;
  const parti = parseMultipart(byte, come.boundary);
  const xml = rootOf(parti, come.start).corpo.toString('latin1');
  return Buffer.from(rimetti(xml, parti), 'latin1');
}
