/**
 * Bounds before work: one pass over the bytes of DER or BER before any parser builds anything of them.
 * Invariant: linear in the bytes, no recursion over them, no memory that grows with them. What passes is cheap for every
 * parser, one that is lenient with lengths included; it is not said to be well-formed, nor what it means.
 */

/** What is too much for one structure. */
export interface LimitiAsn1 {
  readonly maxByte: number;
  /** Nesting of elements. */
  readonly maxProfondita: number;
  readonly maxNodi: number;
  /** Rounds of a key derivation: an INTEGER right after an OCTET STRING is the count of its salt (RFC 8018, RFC 7292). */
  readonly maxGiri?: number;
}

/** An EnvelopedData: some 30 elements, eleven deep, and its content in pieces; the smallest pieces seen are 1,000 bytes. */
export const ASN1_CMS: LimitiAsn1 = { maxByte: 64 * 1024 * 1024, maxProfondita: 32, maxNodi: 100_000 };

/** Keystores are 3 to 20 KB; openssl derives its keys in 2,048 rounds, the most careful programs in some 100,000. */
export const ASN1_PKCS12: LimitiAsn1 = {
  maxByte: 1024 * 1024,
  maxProfondita: 32,
  maxNodi: 20_000,
  maxGiri: 1_000_000,
};

/** The largest certificates in use, with every extension, are 10 KB and 300 elements. */
export const ASN1_CERTIFICATO: LimitiAsn1 = { maxByte: 64 * 1024, maxProfondita: 32, maxNodi: 4_000 };

/** `TROPPO_GRANDE`: beyond a limit. `MALFORMATO`: a form that neither DER nor BER has, or that nobody here can read. */
export type DifettoAsn1 = 'TROPPO_GRANDE' | 'MALFORMATO';

/** The bytes are not given to a parser. The text is Italian and holds nothing of them. */
export class Asn1NonValido extends Error {
  override readonly name = 'Asn1NonValido';
  constructor(
    readonly difetto: DifettoAsn1,
    message: string,
  ) {
    super(message);
  }
}

const troppo = (cosa: string): Asn1NonValido => new Asn1NonValido('TROPPO_GRANDE', cosa);
const malformato = (cosa: string): Asn1NonValido => new Asn1NonValido('MALFORMATO', cosa);

const INTEGER = 0x02;
const OCTET_STRING = 0x04;
const SEQUENCE = 0x30;
const COMPOSTO = 0x20;
/** A tag number in bytes of its own: no structure read here has one, and parsers disagree about it. */
const TAG_LUNGO = 0x1f;
/** More bytes than this say no length that fits a memory. */
const MAX_BYTE_LUNGHEZZA = 8;
/** End of an element of indefinite length. */
const SENZA_FINE = -1;

/** An element that is open: where it ends, and the tag of the last element in it. */
interface Aperto {
  readonly fine: number;
  ultimo: number;
}

class Passata {
  readonly #aperti: Aperto[] = [];
  #nodi = 0;

  constructor(
    private readonly b: Uint8Array,
    private readonly limiti: LimitiAsn1,
  ) {}

  /** Looks over the first element and all that is in it. */
  tutto(): void {
    let i = this.#elemento(0, this.b.length);
    while (this.#aperti.length > 0 && i < this.b.length) {
      const qui = this.#aperti.at(-1) as Aperto;
      if (qui.fine === i) this.#aperti.pop();
      else if (qui.fine === SENZA_FINE && this.b[i] === 0 && this.b[i + 1] === 0) {
        this.#aperti.pop();
        i += 2;
      } else {
        const limite = this.#limite();
        if (i >= limite) throw malformato('un elemento che non finisce');
        i = this.#elemento(i, limite);
      }
    }
  }

  /** Where the innermost element of definite length ends. */
  #limite(): number {
    for (let k = this.#aperti.length - 1; k >= 0; k--) {
      const { fine } = this.#aperti[k] as Aperto;
      if (fine !== SENZA_FINE) return fine;
    }
    return this.b.length;
  }

  /** Counts the element at `i`. @returns where the next look is due: inside it when it is constructed, after it otherwise */
  #elemento(i: number, limite: number): number {
    if (++this.#nodi > this.limiti.maxNodi) throw troppo(`oltre ${this.limiti.maxNodi} elementi`);
    const tag = this.b[i] ?? 0;
    if ((tag & TAG_LUNGO) === TAG_LUNGO) throw malformato('un tipo di elemento che qui non esiste');
    const { inizio, lunghezza } = this.#lunghezza(i + 1);
    const composto = (tag & COMPOSTO) !== 0;
    if (lunghezza === SENZA_FINE && !composto) throw malformato('un valore senza lunghezza');
    // Longer than what holds it: lenient parsers take what there is, strict ones stop.
    const fine = lunghezza === SENZA_FINE ? SENZA_FINE : Math.min(inizio + lunghezza, limite);
    this.#giri(tag, inizio, fine);
    if (!composto) return fine;
    this.#aperti.push({ fine, ultimo: 0 });
    if (this.#aperti.length > this.limiti.maxProfondita)
      throw troppo(`oltre ${this.limiti.maxProfondita} elementi annidati`);
    return Math.min(inizio, limite);
  }

  #lunghezza(i: number): { inizio: number; lunghezza: number } {
    const primo = this.b[i] ?? 0;
    if (primo < 0x80) return { inizio: i + 1, lunghezza: primo };
    if (primo === 0x80) return { inizio: i + 1, lunghezza: SENZA_FINE };
    const byte = primo & 0x7f;
    if (byte > MAX_BYTE_LUNGHEZZA) throw malformato('una lunghezza che non esiste');
    let lunghezza = 0;
    for (let k = 1; k <= byte; k++) lunghezza = lunghezza * 256 + (this.b[i + k] ?? 0);
    return { inizio: i + 1 + byte, lunghezza };
  }

  #giri(tag: number, inizio: number, fine: number): void {
    const { maxGiri } = this.limiti;
    const dentro = this.#aperti.at(-1);
    if (maxGiri === undefined || dentro === undefined) return;
    const prima = dentro.ultimo;
    dentro.ultimo = tag;
    if (tag === OCTET_STRING && this.b[inizio] === SEQUENCE) this.#incapsulato(inizio, fine);
    if (tag !== INTEGER || prima !== OCTET_STRING) return;
    let giri = 0;
    for (let k = inizio; k < fine && giri <= maxGiri; k++) giri = giri * 256 + (this.b[k] ?? 0);
    if (giri > maxGiri) throw troppo(`una derivazione di chiave con oltre ${maxGiri} giri`);
  }

  /** A PKCS#12 keeps its parts in strings: each is looked over like the whole. Encrypted ones are no structure, and cheap. */
  #incapsulato(inizio: number, fine: number): void {
    const maxProfondita = this.limiti.maxProfondita - this.#aperti.length;
    const dentro = new Passata(this.b.subarray(inizio, fine), { ...this.limiti, maxProfondita });
    dentro.#nodi = this.#nodi;
    try {
      dentro.tutto();
    } catch (e) {
      if (!(e instanceof Asn1NonValido) || e.difetto !== 'MALFORMATO') throw e;
    }
    this.#nodi = dentro.#nodi;
  }
}

/**
 * Looks over one structure once.
 * @throws Asn1NonValido
 */
export function checkAsn1(bytes: Uint8Array, limiti: LimitiAsn1): void {
  if (bytes.byteLength === 0) throw malformato('nessun byte');
  if (bytes.byteLength > limiti.maxByte) throw troppo(`oltre ${limiti.maxByte} byte`);
  new Passata(bytes, limiti).tutto();
}
