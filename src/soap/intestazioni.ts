/**
 * Header fields and media types, cut by hand.
 * Invariant: every character is looked at a fixed number of times, whatever is written; what is longer than any real
 * header is refused or left out, never searched.
 */

/** A media type with its parameters; names in lower case, quotes removed. */
export interface ContentType {
  readonly tipo: string;
  readonly parametri: ReadonlyMap<string, string>;
}

/** What follows is not looked at. */
const MAX_CONTENT_TYPE = 4_096;
const MAX_PARAMETRI = 32;
/** Fields of one block; MIME parts have three. */
const MAX_RIGHE = 64;

const isBlank = (c: string | undefined): boolean => c === ' ' || c === '\t' || c === '\r' || c === '\n';

/** Reads `; name=value` from a position on. */
class Parametri {
  readonly trovati = new Map<string, string>();
  #i: number;

  constructor(
    private readonly testo: string,
    da: number,
  ) {
    this.#i = da;
  }

  leggi(): void {
    while (this.#i < this.testo.length && this.trovati.size < MAX_PARAMETRI) {
      this.#i++;
      const nome = this.#fino('=;').trim().toLowerCase();
      if (this.testo[this.#i] !== '=') continue;
      this.#i++;
      while (isBlank(this.testo[this.#i])) this.#i++;
      const valore = this.testo[this.#i] === '"' ? this.#citato() : this.#fino('; \t\r\n');
      this.#fino(';');
      if (nome !== '') this.trovati.set(nome, valore);
    }
  }

  /** What stands before the next of these characters, which becomes the current one. */
  #fino(segni: string): string {
    const inizio = this.#i;
    while (this.#i < this.testo.length && !segni.includes(this.testo[this.#i] as string)) this.#i++;
    return this.testo.slice(inizio, this.#i);
  }

  #citato(): string {
    let valore = '';
    for (this.#i++; this.#i < this.testo.length && this.testo[this.#i] !== '"'; this.#i++) {
      if (this.testo[this.#i] === '\\') this.#i++;
      valore += this.testo[this.#i] ?? '';
    }
    this.#i++;
    return valore;
  }
}

/** Parses a Content-Type header; an absent one is empty. */
export function parseContentType(header: string | undefined): ContentType {
  const testo = (header ?? '').slice(0, MAX_CONTENT_TYPE);
  const fine = testo.indexOf(';');
  const parametri = new Parametri(testo, fine < 0 ? testo.length : fine);
  parametri.leggi();
  return { tipo: (fine < 0 ? testo : testo.slice(0, fine)).trim().toLowerCase(), parametri: parametri.trovati };
}

/**
 * The fields of a block of headers, by name in lower case; of repeated ones the first, folded ones on one line.
 * @returns undefined when the block has more lines than a block has
 */
export function parseIntestazioni(blocco: string): ReadonlyMap<string, string> | undefined {
  const righe = blocco.split('\n', MAX_RIGHE + 1);
  if (righe.length > MAX_RIGHE) return undefined;
  const campi = new Map<string, string>();
  let ultimo = '';
  for (const riga of righe) {
    if (riga.startsWith(' ') || riga.startsWith('\t')) {
      if (campi.has(ultimo)) campi.set(ultimo, `${campi.get(ultimo)} ${riga.trim()}`);
      continue;
    }
    const due = riga.indexOf(':');
    const nome = due < 0 ? '' : riga.slice(0, due).trim().toLowerCase();
    // A repeated field: its folded lines are not those of the first.
    ultimo = campi.has(nome) ? '' : nome;
    if (ultimo !== '') campi.set(nome, riga.slice(due + 1).trim());
  }
  return campi;
}
