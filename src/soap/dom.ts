/**
 * libxml2 elements as they are read here: once, into plain values, because every question to the parser costs a crossing.
 * Invariant: an element is recognised by namespace and local name together, never by its prefix.
 */
import { XmlElement, XmlText } from 'libxml2-wasm';
import { nextOf } from './xml.js';

/** An element with what was asked of it so often that it is kept; `e` lives as long as its document. */
export interface Nodo {
  readonly e: XmlElement;
  readonly nome: string;
  readonly ns: string;
  readonly figli: readonly Nodo[];
  /**
   * Trimmed text of an element that holds nothing but text. Anything else inside (a comment, an element) gives undefined:
   * two readers that disagree about it is how a digest was once forged (CVE-2025-29775).
   */
  readonly testo: string | undefined;
}

/** Element children, in order. */
export function elementsOf(e: XmlElement): XmlElement[] {
  const trovati: XmlElement[] = [];
  for (let c = e.firstChild; c !== null; c = nextOf(c)) if (c instanceof XmlElement) trovati.push(c);
  return trovati;
}

/** Reads an element and everything under it. */
export function toNodo(e: XmlElement): Nodo {
  const figli: Nodo[] = [];
  let testo: string | undefined = '';
  for (let c = e.firstChild; c !== null; c = nextOf(c)) {
    if (c instanceof XmlText) testo = testo === undefined ? undefined : testo + c.content;
    else testo = undefined;
    if (c instanceof XmlElement) figli.push(toNodo(c));
  }
  return { e, nome: e.name, ns: e.namespaceUri, figli, testo: testo?.trim() };
}

/** Children with that namespace and local name. */
export function childrenOf(n: Nodo, ns: string, nome: string): Nodo[] {
  return n.figli.filter((c) => c.nome === nome && c.ns === ns);
}

/** The only child with that name; undefined when there is none, or more than one. */
export function onlyChild(n: Nodo, ns: string, nome: string): Nodo | undefined {
  const trovati = childrenOf(n, ns, nome);
  return trovati.length === 1 ? trovati[0] : undefined;
}

/** Value of an attribute without prefix; undefined when absent. */
export function attribute(n: Nodo | undefined, nome: string): string | undefined {
  return n?.e.attr(nome)?.value;
}
