/**
 * Bounds before work: one pass over the bytes of an XML document, before any parser sees it.
 * Invariant: linear in the bytes, no recursion, no regular expression, no memory beyond a number per open element; whatever
 * passes is within the limits for every parser that stops at the first error. It does not say that the document is
 * well-formed: only that finding out is cheap.
 */
import { XmlNonValido } from './difetti.js';
import type { LimitiStruttura } from './limiti-struttura.js';

/** How many elements there are of each local name that `maxPerNome` lists. */
export type Contati = ReadonlyMap<string, number>;

const MINORE = 0x3c;
const MAGGIORE = 0x3e;
const BARRA = 0x2f;
const DOMANDA = 0x3f;
const ESCLAMATIVO = 0x21;
const DUE_PUNTI = 0x3a;
const UGUALE = 0x3d;
const E_COMMERCIALE = 0x26;
const VIRGOLETTE = 0x22;
const APICE = 0x27;
/** Local names longer than this are not in any list. */
const MAX_NOME = 64;

const CDATA = Buffer.from('[CDATA[', 'latin1');
const XMLNS = Buffer.from('xmlns', 'latin1');

const isBlank = (c: number | undefined): boolean => c === 0x20 || c === 0x0a || c === 0x0d || c === 0x09;

const troppo = (cosa: string): XmlNonValido => new XmlNonValido('TROPPO_GRANDE', cosa);
/** An end that never comes: the parser would say the same. */
const tronco = (): XmlNonValido => new XmlNonValido('MALFORMATO', 'XML non ben formato');

class Passata {
  #profondita = 0;
  #elementi = 0;
  #attributi = 0;
  #dichiarazioni = 0;
  /** Declarations of the elements that are open, one number for each level, and their sum. */
  readonly #aperte: number[] = [];
  #qui = 0;
  #inVigore = 0;
  #byteTag = 0;
  #altri = 0;
  #speciali = 0;
  #maggiore = -1;
  #commerciale = -1;
  readonly contati = new Map<string, number>();

  constructor(
    private readonly xml: Buffer,
    private readonly limiti: LimitiStruttura,
  ) {}

  tutto(): void {
    const { xml } = this;
    let i = 0;
    for (;;) {
      const tag = xml.indexOf(MINORE, i);
      this.#testo(i, tag < 0 ? xml.length : tag);
      if (tag < 0) break;
      i = this.#marca(tag);
    }
    if (this.#elementi === 0) throw new XmlNonValido('VUOTO', 'nessun elemento');
  }

  /** @returns the position after what begins with the `<` at `i` */
  #marca(i: number): number {
    const dopo = this.xml[i + 1];
    if (dopo === BARRA) return this.#chiusura(i);
    if (dopo === DOMANDA) return this.#altro('?>', i + 2);
    if (dopo !== ESCLAMATIVO) return this.#apertura(i);
    if (this.xml[i + 2] === 0x2d && this.xml[i + 3] === 0x2d) return this.#altro('-->', i + 4);
    if (this.xml.subarray(i + 2, i + 9).equals(CDATA)) return this.#altro(']]>', i + 9);
    throw new XmlNonValido('DOCTYPE', 'un DOCTYPE non è ammesso');
  }

  #chiusura(i: number): number {
    const fine = this.xml.indexOf(MAGGIORE, i + 2);
    if (fine < 0 || --this.#profondita < 0) throw tronco();
    this.#qui -= this.#aperte.pop() ?? 0;
    return fine + 1;
  }

  #dopo(fine: string, da: number): number {
    const i = this.xml.indexOf(fine, da, 'latin1');
    if (i < 0) throw tronco();
    return i + fine.length;
  }

  #altro(fine: string, da: number): number {
    if (++this.#altri > this.limiti.maxAltri) {
      throw troppo(`oltre ${this.limiti.maxAltri} fra commenti, istruzioni e sezioni CDATA`);
    }
    return this.#dopo(fine, da);
  }

  #testo(da: number, fine: number): void {
    while (this.#prossima(E_COMMERCIALE, da) < fine || this.#prossima(MAGGIORE, da) < fine) {
      if (++this.#speciali > this.limiti.maxSpeciali) throw troppo(`oltre ${this.limiti.maxSpeciali} riferimenti`);
      da = Math.min(this.#prossima(E_COMMERCIALE, da), this.#prossima(MAGGIORE, da)) + 1;
    }
  }

  /** Position of the next such byte; looked for again only where the last answer was passed, or every text would be read to the end. */
  #prossima(segno: number, da: number): number {
    const nota = segno === MAGGIORE ? this.#maggiore : this.#commerciale;
    if (nota >= da) return nota;
    const i = this.xml.indexOf(segno, da);
    const trovata = i < 0 ? this.xml.length : i;
    if (segno === MAGGIORE) this.#maggiore = trovata;
    else this.#commerciale = trovata;
    return trovata;
  }

  #apertura(inizio: number): number {
    const { xml, limiti } = this;
    if (++this.#elementi > limiti.maxElementi) throw troppo(`oltre ${limiti.maxElementi} elementi`);
    if (++this.#profondita > limiti.maxProfondita) throw troppo(`oltre ${limiti.maxProfondita} elementi annidati`);
    const massimo = inizio + limiti.maxByteTag - this.#byteTag;
    let i = this.#nome(inizio + 1);
    let suoi = 0;
    const dichiarate = this.#dichiarazioni;
    for (; xml[i] !== MAGGIORE; i++) {
      if (i > massimo) throw troppo(`oltre ${limiti.maxByteTag} byte di marcatura`);
      const c = xml[i];
      if (c === undefined) throw tronco();
      if (c !== VIRGOLETTE && c !== APICE) continue;
      if (!this.#dichiara(i)) suoi++;
      if (suoi > limiti.maxAttributiPerElemento) throw troppo(`oltre ${limiti.maxAttributiPerElemento} attributi`);
      i = this.#valore(i, c);
    }
    this.#sotto(this.#dichiarazioni - dichiarate, xml[i - 1] === BARRA);
    this.#byteTag += i - inizio;
    if (this.#byteTag > limiti.maxByteTag) throw troppo(`oltre ${limiti.maxByteTag} byte di marcatura`);
    return i + 1;
  }

  /** Counts what one more element, with so many declarations of its own, stands under; an empty one closes at once. */
  #sotto(sue: number, vuoto: boolean): void {
    const { maxInVigore } = this.limiti;
    this.#inVigore += this.#qui + sue;
    if (this.#inVigore > maxInVigore) throw troppo(`oltre ${maxInVigore} namespace in vigore, elemento per elemento`);
    if (vuoto) {
      this.#profondita--;
      return;
    }
    this.#aperte.push(sue);
    this.#qui += sue;
  }

  /** Counts the local name that begins at `da`. @returns where it ends */
  #nome(da: number): number {
    const { xml, limiti } = this;
    let inizio = da;
    let i = da;
    for (let c = xml[i]; c !== undefined && c !== MAGGIORE && c !== BARRA && !isBlank(c); c = xml[++i]) {
      if (c === DUE_PUNTI) inizio = i + 1;
    }
    if (limiti.maxPerNome.size === 0 || i - inizio > MAX_NOME) return i;
    const nome = xml.toString('latin1', inizio, i);
    const massimo = limiti.maxPerNome.get(nome);
    if (massimo === undefined) return i;
    const quanti = (this.contati.get(nome) ?? 0) + 1;
    this.contati.set(nome, quanti);
    if (quanti > massimo) throw troppo(`oltre ${massimo} elementi ${nome}`);
    return i;
  }

  /** Whether the value whose quotation mark is at `i` is that of a namespace declaration; counts it either way. */
  #dichiara(i: number): boolean {
    const { xml, limiti } = this;
    let fine = i - 1;
    while (isBlank(xml[fine])) fine--;
    if (xml[fine] === UGUALE) fine--;
    while (isBlank(xml[fine])) fine--;
    let inizio = fine;
    for (let c = xml[inizio - 1]; !isBlank(c) && c !== VIRGOLETTE && c !== APICE && inizio > 0; c = xml[inizio - 1])
      inizio--;
    const spazio = xml.subarray(inizio, inizio + XMLNS.length).equals(XMLNS);
    if (spazio && ++this.#dichiarazioni > limiti.maxDichiarazioni) {
      throw troppo(`oltre ${limiti.maxDichiarazioni} dichiarazioni di namespace`);
    }
    if (!spazio && ++this.#attributi > limiti.maxAttributi) throw troppo(`oltre ${limiti.maxAttributi} attributi`);
    return spazio;
  }

  /** @returns the position of the quotation mark that closes the value */
  #valore(i: number, segno: number): number {
    const fine = this.xml.indexOf(segno, i + 1);
    if (fine < 0) throw tronco();
    if (fine - i > this.limiti.maxByteValore) throw troppo(`un attributo oltre ${this.limiti.maxByteValore} byte`);
    return fine;
  }
}

/**
 * Looks over a document once.
 * @param xml UTF-8
 * @throws XmlNonValido TROPPO_GRANDE beyond a limit, DOCTYPE, VUOTO without an element, MALFORMATO cut short
 */
export function checkStruttura(xml: Buffer, limiti: LimitiStruttura): Contati {
  const passata = new Passata(xml, limiti);
  passata.tutto();
  return passata.contati;
}
