/**
 * Reads XML that libxml2 has canonicalised. The canonical form has one way to write everything (no DOCTYPE, no CDATA, no
 * comments, no empty tags, double quotes, escaped `<` and `"`), so that a few lines read it exactly, and every element
 * knows where it stands in the text that signatures are about.
 * Invariant: what is not an element or text is never taken for either; an element that holds some has no text.
 */
export interface NodoCanonico {
  readonly nome: string;
  readonly ns: string;
  /** By qualified name, namespace declarations left out. */
  readonly attributi: Readonly<Record<string, string>>;
  readonly figli: readonly NodoCanonico[];
  /** Trimmed text of an element that holds nothing but text; undefined for any other. */
  readonly testo: string | undefined;
  readonly sopra: NodoCanonico | undefined;
  readonly tratto: Tratto;
}

/** Where an element stands in the canonical text: offsets of characters. */
export interface Tratto {
  readonly inizio: number;
  /** Namespace declarations, between the name and the attributes: from here … */
  readonly dichiarazioni: number;
  /** … to here. */
  readonly attributi: number;
  readonly fine: number;
  /** Prefixes that the name and the attributes of the element use, sorted; the empty one is the default namespace. */
  readonly usati: readonly string[];
  /** Namespaces in force, by prefix, as they are written. */
  readonly spazi: Spazi;
  /** Something inside is neither element nor text. */
  readonly estranei: boolean;
}

export type Spazi = ReadonlyMap<string, string>;

const ENTITA: ReadonlyMap<string, string> = new Map([
  ['&amp;', '&'],
  ['&lt;', '<'],
  ['&gt;', '>'],
  ['&quot;', '"'],
  ['&#x9;', '\t'],
  ['&#xA;', '\n'],
  ['&#xD;', '\r'],
]);
/** Names of attributes are whatever the sender wrote: nothing is inherited. */
const vuoto = (): Record<string, string> => Object.create(null) as Record<string, string>;
const NIENTE = vuoto();
const NESSUNO: Spazi = new Map();

const decode = (t: string): string =>
  t.includes('&') ? t.replace(/&(?:amp|lt|gt|quot|#x[9AD]);/g, (e) => ENTITA.get(e) ?? e) : t;

/** Prefix of a qualified name; empty when there is none. */
const prefissoDi = (nome: string): string => {
  const due = nome.indexOf(':');
  return due < 0 ? '' : nome.slice(0, due);
};

/** An element being read; when it is closed it is what callers see. */
class Elemento implements NodoCanonico {
  nome = '';
  ns = '';
  attributi = NIENTE;
  readonly figli: NodoCanonico[] = [];
  testo: string | undefined;
  readonly tratto = {
    inizio: 0,
    dichiarazioni: 0,
    attributi: 0,
    fine: 0,
    usati: [] as readonly string[],
    spazi: NESSUNO,
    estranei: false,
  };
  /** Qualified name, and the text so far. */
  tag = '';
  grezzo = '';

  constructor(readonly sopra: Elemento | undefined) {}
}

const MINORE = 0x3c;
const MAGGIORE = 0x3e;
const BARRA = 0x2f;
const DOMANDA = 0x3f;
const SPAZIO = 0x20;

/** Reads one canonical text from the beginning to the end. Plain indexes: this runs for every notification, twice. */
class Lettura {
  #i = 0;
  #corrente: Elemento | undefined;
  #radice: NodoCanonico | undefined;

  constructor(private readonly xml: string) {}

  /** The root; undefined as soon as something is not canonical. */
  leggi(): NodoCanonico | undefined {
    while (this.#i < this.xml.length) if (!this.#passo()) return undefined;
    return this.#corrente === undefined ? this.#radice : undefined;
  }

  #passo(): boolean {
    if (this.xml.charCodeAt(this.#i) !== MINORE) return this.#testo();
    const dopo = this.xml.charCodeAt(this.#i + 1);
    if (dopo === BARRA) return this.#chiusura();
    if (dopo === DOMANDA) return this.#istruzione();
    return this.#apertura();
  }

  #testo(): boolean {
    const prossimo = this.xml.indexOf('<', this.#i);
    const fine = prossimo < 0 ? this.xml.length : prossimo;
    const testo = this.xml.slice(this.#i, fine);
    this.#i = fine;
    if (this.#corrente === undefined) return testo.trim() === '';
    this.#corrente.grezzo += testo;
    return true;
  }

  #istruzione(): boolean {
    const fine = this.xml.indexOf('?>', this.#i);
    this.#i = fine + 2;
    if (this.#corrente !== undefined) this.#corrente.tratto.estranei = true;
    return fine >= 0;
  }

  #chiusura(): boolean {
    const nodo = this.#corrente;
    const fine = this.xml.indexOf('>', this.#i);
    if (nodo === undefined || fine < 0 || this.xml.slice(this.#i + 2, fine) !== nodo.tag) return false;
    this.#i = fine + 1;
    this.#corrente = nodo.sopra;
    close(nodo, this.#i);
    if (nodo.sopra === undefined) this.#radice = nodo;
    return true;
  }

  #apertura(): boolean {
    if (this.#corrente === undefined && this.#radice !== undefined) return false;
    const nodo = new Elemento(this.#corrente);
    nodo.tratto.inizio = this.#i;
    const fine = this.#fineDelNome(this.#i + 1);
    nodo.tag = this.xml.slice(this.#i + 1, fine);
    this.#i = fine;
    if (nodo.tag === '' || !this.#attributi(nodo)) return false;
    this.#corrente = nodo;
    return true;
  }

  #fineDelNome(da: number): number {
    let i = da;
    for (; i < this.xml.length; i++) {
      const c = this.xml.charCodeAt(i);
      if (c === SPAZIO || c === MAGGIORE) break;
    }
    return i;
  }

  /** From the end of the name to the end of the start tag; the canonical form writes namespace declarations first. */
  #attributi(nodo: Elemento): boolean {
    const { xml } = this;
    const prefisso = prefissoDi(nodo.tag);
    const usati = new Set([prefisso]);
    let spazi = nodo.sopra?.tratto.spazi ?? NESSUNO;
    nodo.tratto.dichiarazioni = this.#i;
    nodo.tratto.attributi = this.#i;
    while (xml.charCodeAt(this.#i) === SPAZIO) {
      const uguale = xml.indexOf('="', this.#i);
      const fine = uguale < 0 ? -1 : xml.indexOf('"', uguale + 2);
      if (fine < 0) return false;
      const nome = xml.slice(this.#i + 1, uguale);
      const valore = xml.slice(uguale + 2, fine);
      this.#i = fine + 1;
      if (nome.startsWith('xmlns') && (nome.length === 5 || nome[5] === ':')) {
        spazi = new Map(spazi).set(nome.slice(6), valore);
        nodo.tratto.attributi = this.#i;
        continue;
      }
      if (nodo.attributi === NIENTE) nodo.attributi = vuoto();
      nodo.attributi[nome] = decode(valore);
      const p = prefissoDi(nome);
      if (p !== '' && p !== 'xml') usati.add(p);
    }
    nodo.nome = prefisso === '' ? nodo.tag : nodo.tag.slice(prefisso.length + 1);
    nodo.ns = spazi.get(prefisso) ?? '';
    nodo.tratto.spazi = spazi;
    nodo.tratto.usati = usati.size === 1 ? [prefisso] : [...usati].sort();
    return xml.charCodeAt(this.#i++) === MAGGIORE;
  }
}

function close(nodo: Elemento, fine: number): void {
  nodo.tratto.fine = fine;
  if (nodo.figli.length === 0 && !nodo.tratto.estranei) nodo.testo = decode(nodo.grezzo).trim();
  if (nodo.sopra === undefined) return;
  nodo.sopra.figli.push(nodo);
  // What is strange below is strange above, for whoever must know that there is nothing of it.
  if (nodo.tratto.estranei) nodo.sopra.tratto.estranei = true;
}

/** The element of a canonical text; undefined when it is no canonical text. */
export const parseCanonico = (xml: string): NodoCanonico | undefined => new Lettura(xml).leggi();

/** Children with that namespace and local name. */
export function canonici(n: NodoCanonico, ns: string, nome: string): NodoCanonico[] {
  return n.figli.filter((f) => f.nome === nome && f.ns === ns);
}

/** The only child with that namespace and name; undefined when there is none, or more than one. */
export function onlyCanonico(n: NodoCanonico, ns: string, nome: string): NodoCanonico | undefined {
  const trovati = canonici(n, ns, nome);
  return trovati.length === 1 ? trovati[0] : undefined;
}
