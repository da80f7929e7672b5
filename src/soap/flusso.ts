/**
 * A large document read as it comes: the elements somebody asked for, one after the other, each as plain data.
 * Invariant: memory holds one piece of the file and one element, whatever the file is; a DOCTYPE, an element without end or
 * a text without end is refused where it is met, and what was given before stays good.
 */
import { type SaxesAttributeNS, SaxesParser, type SaxesTagNS } from 'saxes';
import { daCp1252 } from '../anpr/cp1252.js';
import type { Elemento } from '../anpr/elemento.js';
import { XmlNonValido } from './difetti.js';
import { type Codifica, codificaDi, LIMITI_XML, testoPulito } from './xml.js';

/** An element with where it stood: names from the root down, itself included. */
export interface Trovato {
  readonly percorso: string;
  readonly elemento: Elemento;
}

export interface OpzioniFlusso {
  /** Which paths are wanted, e.g. `subentro/famiglie/famiglia`; what is under one is its content. */
  readonly vuole: (percorso: string) => boolean;
  /** Elements that are left out of what is given, with everything under them: never gathered. */
  readonly salta?: ReadonlySet<string>;
}

interface Aperto extends Elemento {
  testo: string;
  readonly figli: Elemento[];
}
type Tag = SaxesTagNS & { readonly attributes: Record<string, SaxesAttributeNS> };
type Parser = SaxesParser<{ xmlns: true; position: false }>;

/** Characters between two tags, and of one element: a person with everything stays under a hundredth of it. */
const MAX_TRATTO = 4 * 1024 * 1024;
/** An element without text still costs memory, about this many characters. */
const PESO_ELEMENTO = 32;

/** Turns pieces of bytes into text. @throws XmlNonValido CODIFICA */
async function* testi(pezzi: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let decodifica: ((b: Buffer, ultimo: boolean) => string) | undefined;
  for await (const pezzo of pezzi) {
    let b = Buffer.from(pezzo.buffer, pezzo.byteOffset, pezzo.byteLength);
    if (decodifica === undefined) {
      const { codifica, salta } = codificaDi(b);
      decodifica = decodificatore(codifica);
      b = b.subarray(salta);
    }
    yield decodifica(b, false);
  }
  if (decodifica === undefined) throw new XmlNonValido('VUOTO', 'nessun byte');
  yield decodifica(Buffer.alloc(0), true);
}

function decodificatore(codifica: Codifica): (b: Buffer, ultimo: boolean) => string {
  if (codifica === 'latin1') return (b) => b.toString('latin1');
  if (codifica === 'windows-1252') return (b) => daCp1252(b.toString('latin1'));
  const decoder = new TextDecoder(codifica, { fatal: true });
  return (b, ultimo) => {
    try {
      return decoder.decode(b, { stream: !ultimo });
    } catch {
      throw new XmlNonValido('CODIFICA', `byte che non sono ${codifica}`);
    }
  };
}

/** Gathers the wanted elements while the parser goes. */
class Raccolta {
  readonly #pila: string[] = [];
  readonly #aperti: Aperto[] = [];
  #saltati = 0;
  #dalTag = 0;
  #lungo = 0;
  trovati: Trovato[] = [];

  constructor(private readonly o: OpzioniFlusso) {}

  /** Text handed to the parser that may stay inside it until the next tag. */
  tratto(caratteri: number): void {
    this.#dalTag += caratteri;
    if (this.#dalTag > MAX_TRATTO) throw new XmlNonValido('TROPPO_GRANDE', 'un testo che non finisce');
  }

  apre({ local, uri }: Tag): void {
    this.#dalTag = 0;
    this.#pila.push(local);
    if (this.#pila.length > LIMITI_XML.maxProfondita)
      throw new XmlNonValido('TROPPO_GRANDE', 'elementi troppo annidati');
    const dentro = this.#aperti.at(-1);
    if (this.#saltati > 0 || (dentro !== undefined && this.o.salta?.has(local) === true)) {
      this.#saltati += 1;
      return;
    }
    if (dentro === undefined && !this.o.vuole(this.#pila.join('/'))) return;
    const aperto: Aperto = { nome: local, ns: uri, testo: '', figli: [] };
    if (dentro === undefined) this.#lungo = 0;
    this.#cresce(PESO_ELEMENTO);
    dentro?.figli.push(aperto);
    this.#aperti.push(aperto);
  }

  scrive(testo: string): void {
    const dentro = this.#aperti.at(-1);
    if (dentro === undefined || this.#saltati > 0) return;
    this.#cresce(testo.length);
    dentro.testo += testoPulito(testo);
  }

  #cresce(di: number): void {
    this.#lungo += di;
    if (this.#lungo > MAX_TRATTO) throw new XmlNonValido('TROPPO_GRANDE', 'un elemento che non finisce');
  }

  chiude(): void {
    this.#dalTag = 0;
    if (this.#saltati > 0) this.#saltati -= 1;
    else {
      const elemento = this.#aperti.pop();
      if (elemento !== undefined && this.#aperti.length === 0)
        this.trovati.push({ percorso: this.#pila.join('/'), elemento });
    }
    this.#pila.pop();
  }
}

function parserDi(raccolta: Raccolta): Parser {
  const parser: Parser = new SaxesParser({ xmlns: true, position: false });
  const malformato = (): never => {
    throw new XmlNonValido('MALFORMATO', 'XML non ben formato');
  };
  parser.on('error', malformato);
  parser.on('doctype', () => {
    throw new XmlNonValido('DOCTYPE', 'un DOCTYPE non è ammesso');
  });
  parser.on('opentag', (tag: Tag) => raccolta.apre(tag));
  parser.on('closetag', () => raccolta.chiude());
  parser.on('text', (t) => raccolta.scrive(t));
  parser.on('cdata', (t) => raccolta.scrive(t));
  return parser;
}

/** The wanted elements of a document, in order. @throws XmlNonValido what is wrong with it; nothing of the text is quoted */
export async function* leggiFlusso(pezzi: AsyncIterable<Uint8Array>, o: OpzioniFlusso): AsyncGenerator<Trovato> {
  const raccolta = new Raccolta(o);
  const parser = parserDi(raccolta);
  for await (const testo of testi(pezzi)) {
    parser.write(testo);
    raccolta.tratto(testo.length);
    const { trovati } = raccolta;
    raccolta.trovati = [];
    yield* trovati;
  }
  parser.close();
  yield* raccolta.trovati;
}
