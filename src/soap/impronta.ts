/**
 * What a content says, as a short text: for what is given by hand and carries no id of its own.
 * Invariant: prefixes, blanks, comments, encoding, compression and encryption change nothing; one word of the content does.
 */
import { createHash, type Hash } from 'node:crypto';
import type { Elemento } from '../anpr/elemento.js';

/** Enough never to meet, short enough for the inbox (64 characters, prefix included). */
const CIFRE = 32;

function aggiungi(hash: Hash, { nome, ns, testo, figli }: Elemento): void {
  const suo = testo.trim();
  // Lengths in front, so that no text can pass for the end of an element.
  hash.update(`<${ns.length}:${ns}${nome.length}:${nome}${suo.length}:${suo}`);
  for (const f of figli) aggiungi(hash, f);
  hash.update('>');
}

/** Key of a content without one: the same content, saved however, is the same key. */
export function chiaveDalContenuto(contenuto: Elemento): string {
  const hash = createHash('sha256');
  aggiungi(hash, contenuto);
  return `FILE-${hash.digest('hex').slice(0, CIFRE)}`;
}
