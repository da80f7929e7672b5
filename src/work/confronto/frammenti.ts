/**
 * What a large file given by hand says, piece by piece: answers of 3002, people of an extraction or of a massive download.
 * Invariant: memory holds one piece, however large the file; what was given before a fault stays good.
 */
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { Elemento } from '../../anpr/elemento.js';
import { NotificaError } from '../../errors.js';
import { leggiFlusso } from '../../soap/flusso.js';
import { contenutoNonValido, XmlNonValido } from '../../soap/xml.js';

/** Local names of what is cut out, outermost first met: what is inside one belongs to it. */
const PEZZI: ReadonlySet<string> = new Set(['Risposta3002', 'datiSoggetto', 'soggetto']);

const vuole = (percorso: string): boolean => PEZZI.has(percorso.slice(percorso.lastIndexOf('/') + 1));

/** The pieces of a file, gzip or not. @throws NotificaError where the file is no XML, or one piece is too large */
export async function* frammenti(pezzi: AsyncIterable<Uint8Array>): AsyncGenerator<Elemento> {
  try {
    for await (const { elemento } of leggiFlusso(aperti(pezzi), { vuole })) yield elemento;
  } catch (e) {
    throw e instanceof XmlNonValido ? contenutoNonValido(e) : e;
  }
}

/** The file as it is read: gzip is recognised by its first bytes, never by its name. @throws NotificaError CONTENUTO_DANNEGGIATO */
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
    throw new NotificaError('CONTENUTO_DANNEGGIATO', 'la compressione del file non si apre: copiarlo di nuovo');
  }
}
