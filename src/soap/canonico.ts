/**
 * Reads XML that libxml2 has just canonicalised. The canonical form has one way to write everything (no DOCTYPE, no CDATA,
 * no empty tags, double quotes, escaped `<` and `"`), so that a few lines read it exactly, and what is read are the very
 * bytes that were signed.
 * Invariant: anything that is not an element or text (comments, instructions) is refused.
 */
export interface NodoCanonico {
  readonly nome: string;
  readonly ns: string;
  readonly attributi: Readonly<Record<string, string>>;
  readonly figli: readonly NodoCanonico[];
  /** Trimmed text of an element without children; undefined when it has some. */
  readonly testo: string | undefined;
}

const TAG = /<(\/?)([^\s<>/!?]+)((?:\s+[^\s=]+="[^"<]*")*)>|([^<]+)/y;
const ATTRIBUTO = /\s+([^\s=]+)="([^"]*)"/g;
const ENTITA: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#x9;': '\t',
  '&#xA;': '\n',
  '&#xD;': '\r',
};

const decode = (t: string): string => (t.includes('&') ? t.replace(/&[^;]*;/g, (e) => ENTITA[e] ?? e) : t);

type Spazi = ReadonlyMap<string, string>;

interface Aperto {
  readonly tag: string;
  readonly spazi: Spazi;
  readonly attributi: Record<string, string>;
  readonly figli: NodoCanonico[];
  testo: string;
}

function open(tag: string, testo: string, sopra: Spazi): Aperto {
  const attributi: Record<string, string> = {};
  let spazi = sopra;
  for (const [, nome = '', valore = ''] of testo.matchAll(ATTRIBUTO)) {
    if (nome === 'xmlns' || nome.startsWith('xmlns:')) {
      spazi = new Map(spazi).set(nome.slice(6), decode(valore));
    } else attributi[nome] = decode(valore);
  }
  return { tag, spazi, attributi, figli: [], testo: '' };
}

function close(a: Aperto): NodoCanonico {
  const due = a.tag.indexOf(':');
  const prefisso = due < 0 ? '' : a.tag.slice(0, due);
  return {
    nome: a.tag.slice(due + 1),
    ns: a.spazi.get(prefisso) ?? '',
    attributi: a.attributi,
    figli: a.figli,
    testo: a.figli.length === 0 ? decode(a.testo).trim() : undefined,
  };
}

/** The only element of a canonical text; undefined when it holds anything but elements and text. */
export function parseCanonico(xml: string): NodoCanonico | undefined {
  const pila: Aperto[] = [];
  TAG.lastIndex = 0;
  for (let m = TAG.exec(xml); m !== null; m = TAG.exec(xml)) {
    const [, barra, tag = '', attributi = '', testo] = m;
    const sopra = pila.at(-1);
    if (testo !== undefined) {
      if (sopra === undefined) return undefined;
      sopra.testo += testo;
    } else if (barra === '') pila.push(open(tag, attributi, sopra?.spazi ?? new Map()));
    else {
      const chiuso = pila.pop();
      if (chiuso?.tag !== tag) return undefined;
      const nodo = close(chiuso);
      if (pila.length === 0) return TAG.lastIndex === xml.length ? nodo : undefined;
      pila.at(-1)?.figli.push(nodo);
    }
  }
  return undefined;
}

/** The only child with that namespace and name. */
export function onlyCanonico(n: NodoCanonico, ns: string, nome: string): NodoCanonico | undefined {
  const trovati = n.figli.filter((f) => f.nome === nome && f.ns === ns);
  return trovati.length === 1 ? trovati[0] : undefined;
}
