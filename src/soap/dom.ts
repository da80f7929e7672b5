/** libxml2's tree, walked as little as possible: every question to the parser costs a crossing. */
import { XmlElement } from 'libxml2-wasm';
import { nextOf } from './xml.js';

/** Element children, in order. */
export function elementsOf(e: XmlElement): XmlElement[] {
  const trovati: XmlElement[] = [];
  for (let c = e.firstChild; c !== null; c = nextOf(c)) if (c instanceof XmlElement) trovati.push(c);
  return trovati;
}
