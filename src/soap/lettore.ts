/**
 * UTF-8 text to plain elements, in one pass and without a tree in between: contents carry no signature of their own, so
 * nobody needs libxml2's document of them (walking it node by node cost three times the parse).
 * Invariant: well-formed with namespaces or refused; no DOCTYPE comes this far, so there is no entity to expand.
 */
import { type SaxesAttributeNS, SaxesParser, type SaxesTagNS } from 'saxes';
import type { Elemento } from '../anpr/elemento.js';
import { XmlNonValido } from './difetti.js';

interface Aperto {
  readonly nome: string;
  readonly ns: string;
  testo: string;
  readonly figli: Elemento[];
}

/** Only the namespace declarations matter; ANPR uses no attribute. */
type Tag = SaxesTagNS & { readonly attributes: Record<string, SaxesAttributeNS> };

/**
 * Reads a whole document.
 * @param maxProfondita nesting of elements that is still accepted
 * @param mappa what becomes of every piece of text
 * @throws XmlNonValido MALFORMATO, TROPPO_GRANDE; the message quotes nothing of the text
 */
export function leggiElementi(xml: string, maxProfondita: number, mappa: (testo: string) => string): Elemento {
  const documento: Aperto = { nome: '', ns: '', testo: '', figli: [] };
  const pila: Aperto[] = [documento];
  const scrivi = (testo: string): void => {
    pila.at(-1)!.testo += mappa(testo);
  };
  const parser = new SaxesParser<{ xmlns: true; position: false }>({ xmlns: true, position: false });
  parser.on('error', () => {
    throw new XmlNonValido('MALFORMATO', 'XML non ben formato');
  });
  parser.on('opentag', (tag: Tag) => {
    if (pila.length > maxProfondita) throw new XmlNonValido('TROPPO_GRANDE', 'elementi troppo annidati');
    const aperto: Aperto = { nome: tag.local, ns: tag.uri, testo: '', figli: [] };
    pila.at(-1)!.figli.push(aperto);
    pila.push(aperto);
  });
  parser.on('closetag', () => void pila.pop());
  parser.on('text', scrivi);
  parser.on('cdata', scrivi);
  parser.write(xml).close();
  const radice = documento.figli[0];
  if (radice === undefined) throw new XmlNonValido('VUOTO', 'nessun elemento');
  return radice;
}
