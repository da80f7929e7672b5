/**
 * Writing XML as ANPR does: a global element in its namespace, everything inside unqualified, no attributes.
 * Invariant: an absent value leaves no element behind; text is always escaped.
 */

/** A piece of XML, or nothing. */
export type Xml = string;

const RISERVATI: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

const protetto = (testo: string): string => testo.replace(/[&<>]/g, (c) => RISERVATI[c] ?? c);

/** An element with text inside; nothing when the value is absent or empty. */
export function campo(nome: string, valore: string | undefined): Xml {
  return valore === undefined || valore === '' ? '' : `<${nome}>${protetto(valore)}</${nome}>`;
}

/** An element with elements inside; nothing when it would be empty. */
export function blocco(nome: string, ...figli: readonly Xml[]): Xml {
  const dentro = figli.join('');
  return dentro === '' ? '' : `<${nome}>${dentro}</${nome}>`;
}

/** An element with elements inside, written even when empty. */
export function elemento(nome: string, ...figli: readonly Xml[]): Xml {
  return `<${nome}>${figli.join('')}</${nome}>`;
}

/** A global element: prefix and namespace on it, unqualified children. */
export function globale(
  nome: { readonly prefisso: string; readonly locale: string; readonly ns: string },
  ...figli: Xml[]
): Xml {
  const qualificato = `${nome.prefisso}:${nome.locale}`;
  return `<${qualificato} xmlns:${nome.prefisso}="${nome.ns}">${figli.join('')}</${qualificato}>`;
}

/** A whole document. */
export function documento(radice: Xml): string {
  return `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n${radice}`;
}
