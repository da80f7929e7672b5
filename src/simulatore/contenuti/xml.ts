/**
 * Whole documents as ANPR writes them: a global element in its namespace, everything inside unqualified
 * (`soap/scrivi-xml.ts`).
 */

/** A piece of XML, or nothing. */
export type Xml = string;

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
