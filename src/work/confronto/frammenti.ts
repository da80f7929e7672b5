/**
 * Cuts a large XML file into the pieces that are read one by one: answers of 3002, people of an extraction.
 * Invariant: memory holds one piece, however large the file; a piece is well-formed by itself, because the namespaces that
 * were declared before it are declared around it.
 */
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { NotificaError } from '../../errors.js';

/** Local names of what is cut out, outermost first met. */
const PEZZI = /<((?:[\w.-]+:)?(Risposta3002|datiSoggetto|soggetto))(?=[\s>/])/;
/** Larger than any answer: a file whose first piece never ends is not what it should be. */
const MASSIMO = 32 * 1024 * 1024;
const DICHIARAZIONI = /\sxmlns(?::[\w.-]+)?\s*=\s*(?:"[^"<&]*"|'[^'<&]*')/g;
/** Prefixes are declared at the head of a file. */
const TESTA = 64 * 1024;

/** One piece: the element and, as text of its own, the document it makes. */
export interface Frammento {
  readonly nome: 'Risposta3002' | 'datiSoggetto' | 'soggetto';
  readonly xml: string;
}

/** The pieces of a file, gzip or not. @throws NotificaError when a piece does not end, or the text is in no known encoding */
export async function* frammenti(pezzi: AsyncIterable<Uint8Array>): AsyncGenerator<Frammento> {
  let resto = '';
  const dichiarate = new Set<string>();
  for await (const testo of testi(pezzi)) {
    resto += testo;
    for (;;) {
      const taglio = taglia(resto, dichiarate);
      if (taglio === undefined) break;
      resto = taglio.resto;
      if (taglio.frammento === undefined) break;
      yield taglio.frammento;
    }
    if (resto.length > MASSIMO)
      throw new NotificaError('CONTENUTO_TROPPO_GRANDE', `an element of more than ${MASSIMO} characters`);
  }
  if (PEZZI.test(resto)) throw new NotificaError('XML_NON_VALIDO', 'the file ends in the middle of an element');
}

interface Taglio {
  readonly frammento?: Frammento;
  readonly resto: string;
}

/** The first piece of the text and what follows it; without a whole piece only what cannot matter any more is dropped. */
function taglia(testo: string, dichiarate: Set<string>): Taglio | undefined {
  const inizio = PEZZI.exec(testo);
  if (inizio === null) {
    nota(testo, dichiarate);
    const ultimo = testo.lastIndexOf('<');
    return { resto: ultimo < 0 ? '' : testo.slice(ultimo) };
  }
  nota(testo.slice(0, inizio.index), dichiarate);
  const [, qualificato = '', nome] = inizio;
  const da = testo.slice(inizio.index);
  const apre = da.indexOf('>');
  if (apre < 0) return undefined;
  if (da.charAt(apre - 1) === '/') return taglia(da.slice(apre + 1), dichiarate);
  const chiude = new RegExp(`</${qualificato.replaceAll('.', '\\.')}\\s*>`).exec(da);
  if (chiude === null) return undefined;
  const fine = chiude.index + chiude[0].length;
  const xml = `<file${[...dichiarate].join('')}>${da.slice(0, fine)}</file>`;
  return { frammento: { nome: nome as Frammento['nome'], xml }, resto: da.slice(fine) };
}

function nota(testo: string, dichiarate: Set<string>): void {
  const prefissi = new Set([...dichiarate].map((d) => d.split('=')[0]));
  for (const [dichiarazione] of testo.slice(0, TESTA).matchAll(DICHIARAZIONI)) {
    if (!prefissi.has(dichiarazione.split('=')[0])) dichiarate.add(dichiarazione);
    prefissi.add(dichiarazione.split('=')[0]);
  }
}

/** The text of the file in pieces, inflated where it is gzip, in the encoding that its first line declares. */
async function* testi(pezzi: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let decodifica: InstanceType<typeof TextDecoder> | undefined;
  for await (const pezzo of aperti(pezzi)) {
    decodifica ??= decodificaDi(pezzo);
    yield decodifica.decode(pezzo, { stream: true });
  }
  yield decodifica?.decode() ?? '';
}

/** The file as it is read: gzip is recognised by its first bytes, never by its name. */
export async function* aperti(pezzi: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const lettore = pezzi[Symbol.asyncIterator]();
  const primo = await lettore.next();
  if (primo.done === true) return;
  const tutti = (async function* () {
    yield primo.value;
    for (let n = await lettore.next(); n.done !== true; n = await lettore.next()) yield n.value;
  })();
  const gzip = primo.value[0] === 0x1f && primo.value[1] === 0x8b;
  if (!gzip) return yield* tutti;
  try {
    yield* Readable.from(tutti).pipe(createGunzip());
  } catch {
    throw new NotificaError('CONTENUTO_DANNEGGIATO', 'the compression of the file does not open');
  }
}

const LATINE = /encoding\s*=\s*["'](?:iso-?8859-1|latin1|windows-1252|cp1252)["']/i;

function decodificaDi(primo: Uint8Array): InstanceType<typeof TextDecoder> {
  if (primo[0] === 0xff && primo[1] === 0xfe) return new TextDecoder('utf-16le');
  const testa = Buffer.from(primo.subarray(0, 256)).toString('latin1');
  return new TextDecoder(LATINE.test(testa) ? 'windows-1252' : 'utf-8');
}
