/**
 * A document given by hand, wherever it lies: a file, or an entry of a zip; gzip is taken off while it is read.
 * Invariant: nothing is written to disk and never more than the limit is in memory; what cannot be read is a
 * `FonteRifiutata` that says what to do.
 */
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** One document to read. A source inside a zip can be read until the next one is asked for. */
export interface Fonte {
  /** For the operator: `file`, or `file.zip!entry`. */
  readonly dove: string;
  /** Length on disk, or the one the zip declares. */
  readonly byte: number;
  apri(): Promise<Readable>;
}

/** Something that is no document: the others go on. */
export interface Scartata {
  readonly dove: string;
  readonly motivo: string;
  /** Italian, what to do included. */
  readonly perche: string;
}

/** The bytes of a source cannot be had. */
export class FonteRifiutata extends Error {
  override readonly name = 'FonteRifiutata';
  constructor(
    readonly motivo: string,
    readonly perche: string,
  ) {
    super(motivo);
  }
}

const MEGA = 1024 * 1024;
const GZIP = 0x1f8b;
const ZIP = 0x504b0304;

/** Code of a failure of the system or of zlib; empty for anything else. */
const codiceDi = (e: unknown): string => String((e as NodeJS.ErrnoException).code ?? '');

function rifiuto(e: unknown): FonteRifiutata {
  if (e instanceof FonteRifiutata) return e;
  const codice = codiceDi(e);
  if (codice.startsWith('Z_'))
    return new FonteRifiutata('GZIP_DANNEGGIATO', 'il gzip è troncato o rovinato: copiarlo di nuovo');
  if (/^E[A-Z0-9]+$/.test(codice)) return new FonteRifiutata('NON_SI_LEGGE', `il file non si legge (${codice})`);
  return new FonteRifiutata('ZIP_DANNEGGIATO', 'la voce dello zip è rovinata: rifare lo zip');
}

/** The stream and its first bytes, which stay in it. */
async function inizio(flusso: Readable): Promise<Buffer> {
  for await (const pezzo of flusso.iterator({ destroyOnReturn: false })) {
    flusso.unshift(pezzo as Buffer);
    return pezzo as Buffer;
  }
  return Buffer.alloc(0);
}

const inizia = (b: Buffer, firma: number, byte: number): boolean => b.length >= byte && b.readUIntBE(0, byte) === firma;

/** The bytes of a source, inflated if they are gzip. @throws FonteRifiutata */
export async function* byteDi(fonte: Fonte): AsyncGenerator<Buffer> {
  let grezzo: Readable | undefined;
  try {
    grezzo = await fonte.apri();
    const primi = await inizio(grezzo);
    if (inizia(primi, ZIP, 4))
      throw new FonteRifiutata('ZIP_ANNIDATO', 'è uno zip dentro un altro: estrarlo e dare quello');
    // `pipeline` and not `pipe`: a read that fails reaches whoever reads the inflated bytes.
    const flusso = inizia(primi, GZIP, 2) ? pipeline(grezzo, createGunzip(), () => undefined) : grezzo;
    for await (const pezzo of flusso) yield pezzo as Buffer;
  } catch (e) {
    throw rifiuto(e);
  } finally {
    grezzo?.destroy();
  }
}

/** A whole document. @throws FonteRifiutata also when it is longer than `max` bytes */
export async function leggiTutto(fonte: Fonte, max: number): Promise<Buffer> {
  const pezzi: Buffer[] = [];
  let lunghi = 0;
  const troppo = `oltre ${Math.round(max / MEGA)} MB: non è una notifica; un elenco così lungo va chiesto ad ANPR in più parti`;
  if (fonte.byte > max) throw new FonteRifiutata('TROPPO_GRANDE', troppo);
  for await (const pezzo of byteDi(fonte)) {
    lunghi += pezzo.length;
    if (lunghi > max) throw new FonteRifiutata('TROPPO_GRANDE', troppo);
    pezzi.push(pezzo);
  }
  if (lunghi === 0) throw new FonteRifiutata('FILE_VUOTO', 'il file è vuoto');
  return Buffer.concat(pezzi);
}
