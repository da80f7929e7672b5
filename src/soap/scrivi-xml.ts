/**
 * Writing XML as ANPR does: no attributes, unqualified elements, nothing where there is nothing to say.
 * Invariant: text is always escaped, so what is written is well-formed whatever the values are.
 */

import type { Elemento } from '../anpr/elemento.js';
import { voceDi } from '../anpr/tabella.js';

const RISERVATI: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text made safe inside an element or a quoted attribute. */
export function escapeXml(testo: string): string {
  return testo.replace(/[&<>"]/g, (c) => voceDi(RISERVATI, c) ?? c);
}

/** An element with text; nothing where there is no value. */
export function campo(nome: string, valore: string | null | undefined): string {
  if (valore === null || valore === undefined || valore === '') return '';
  return `<${nome}>${valore.replace(/[&<>]/g, (c) => voceDi(RISERVATI, c) ?? c)}</${nome}>`;
}

/** An element with elements; nothing where it would be empty. */
export function blocco(nome: string, ...figli: readonly string[]): string {
  const dentro = figli.join('');
  return dentro === '' ? '' : `<${nome}>${dentro}</${nome}>`;
}

/** What was read, without namespaces, blanks and empty children; under another name if asked. */
export function scriviElemento(e: Elemento | undefined, nome = e?.nome ?? ''): string {
  if (e === undefined) return '';
  return e.figli.length === 0
    ? campo(nome, e.testo.trim())
    : blocco(nome, ...e.figli.map((figlio) => scriviElemento(figlio)));
}
