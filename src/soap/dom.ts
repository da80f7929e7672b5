/**
 * Small questions asked to a libxml2 element.
 * Invariant: an element is recognised by namespace and local name together, never by its prefix.
 */
import { XmlElement, XmlText } from 'libxml2-wasm';

/** Element children, in order. */
export function elementsOf(e: XmlElement): XmlElement[] {
  const trovati: XmlElement[] = [];
  for (let c = e.firstChild; c !== null; c = c.next) if (c instanceof XmlElement) trovati.push(c);
  return trovati;
}

/** Element children with that namespace and local name. */
export function childrenOf(e: XmlElement, ns: string, nome: string): XmlElement[] {
  return elementsOf(e).filter((c) => c.name === nome && c.namespaceUri === ns);
}

/** The only child with that name; undefined when there is none, or more than one. */
export function onlyChild(e: XmlElement, ns: string, nome: string): XmlElement | undefined {
  const trovati = childrenOf(e, ns, nome);
  return trovati.length === 1 ? trovati[0] : undefined;
}

/**
 * Text of an element that holds nothing but text, trimmed. Anything else inside (a comment, an element) gives undefined:
 * two readers that disagree about it is how a digest was once forged (CVE-2025-29775).
 */
export function plainText(e: XmlElement | undefined): string | undefined {
  let testo = '';
  for (let c = e?.firstChild ?? null; c !== null; c = c.next) {
    if (!(c instanceof XmlText)) return undefined;
    testo += c.content;
  }
  return e === undefined ? undefined : testo.trim();
}

/** Value of an attribute without prefix; undefined when absent. */
export function attribute(e: XmlElement | undefined, nome: string): string | undefined {
  return e?.attr(nome)?.value;
}
