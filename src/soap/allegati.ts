/**
 * A SOAP answer saved with its attachments (MTOM/XOP): brought back to one XML, the attachments in base64 where they belong.
 * Invariant: nothing that is signed passes here; whoever checks a signature reads the parts as they came (`envelope.ts`).
 */
import { type Parte, parseContentType, parseMultipart, partOf, rootOf } from './multipart.js';

/** Headers saved in front of the parts are at most this long. */
const INIZIO = 8192;
const INCLUDE =
  /<(?:[\w.-]+:)?Include\b[^>]*?\bhref\s*=\s*["'](cid:[^"']+)["'][^>]*?(?:\/>|>\s*<\/(?:[\w.-]+:)?Include\s*>)/g;

/** Boundary and start of a body that begins with its first delimiter, or with the headers of the call; undefined for anything else. */
function separatore(byte: Buffer): { boundary: string; start?: string | undefined } | undefined {
  const testo = byte.toString('latin1', 0, INIZIO);
  const diretto = /^\s*--([^\r\n]{1,200}?)[ \t]*\r?\n/.exec(testo)?.[1];
  if (diretto !== undefined) return { boundary: diretto };
  const intestazione = /^Content-Type:\s*(multipart\/[^\r\n]*(?:\r?\n[ \t]+[^\r\n]*)*)/im.exec(testo)?.[1];
  if (intestazione === undefined || /^\s*</.test(testo)) return undefined;
  const { boundary, start } = parseContentType(intestazione.replace(/\r?\n[ \t]+/g, ' ')).parametri;
  return boundary === undefined ? undefined : { boundary, start };
}

function inBase64(parti: readonly Parte[], href: string): string | undefined {
  return partOf(parti, href.replaceAll('&amp;', '&'))?.corpo.toString('base64');
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
  return Buffer.from(
    xml.replace(INCLUDE, (tutto, href: string) => inBase64(parti, href) ?? tutto),
    'latin1',
  );
}
