/**
 * An XML element as ANPR's contents are read: by local name, namespace kept aside, attributes dropped (ANPR uses none).
 * Invariant: plain data, so that parsers are pure functions and unknown elements survive to be noted.
 */
export interface Elemento {
  readonly nome: string;
  readonly ns: string;
  /** Text directly inside the element, as received (not trimmed). */
  readonly testo: string;
  readonly figli: readonly Elemento[];
}

/** First child with that local name. */
export function figlio(e: Elemento | undefined, nome: string): Elemento | undefined {
  return e?.figli.find((f) => f.nome === nome);
}

/** Every child with that local name. */
export function figli(e: Elemento | undefined, nome: string): readonly Elemento[] {
  return e === undefined ? [] : e.figli.filter((f) => f.nome === nome);
}

/** Descends one child per name; undefined as soon as one is missing. */
export function percorso(e: Elemento | undefined, ...nomi: string[]): Elemento | undefined {
  let qui = e;
  for (const nome of nomi) qui = figlio(qui, nome);
  return qui;
}

/** Trimmed text found along the path; undefined when the element is missing or empty (spec G40: empty optional elements). */
export function testo(e: Elemento | undefined, ...nomi: string[]): string | undefined {
  const t = percorso(e, ...nomi)?.testo.trim();
  return t === undefined || t === '' ? undefined : t;
}

/** Text of that child as received, blanks at the ends included (`whiteSpace=preserve`, G.6); undefined when there is none. */
export function testoIntero(e: Elemento | undefined, nome: string): string | undefined {
  const t = figlio(e, nome)?.testo;
  return t === undefined || t.trim() === '' ? undefined : t;
}

/** First element, depth first and this one included, that satisfies the predicate. */
export function trova(e: Elemento, predicato: (e: Elemento) => boolean): Elemento | undefined {
  if (predicato(e)) return e;
  for (const f of e.figli) {
    const trovato = trova(f, predicato);
    if (trovato !== undefined) return trovato;
  }
  return undefined;
}
