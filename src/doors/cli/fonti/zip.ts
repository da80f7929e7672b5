/**
 * The entries of a zip, one at a time, from the central directory.
 * Invariant: nothing is extracted, so a name is only a name (absolute, with `..`, anything); an entry that cannot be read is
 * told and the others go on; a zip that claims more than the limits is told and left.
 */
import type { Readable } from 'node:stream';
import { type Entry, getFileNameLowLevel, openPromise, type ZipFile } from 'yauzl';
import type { Fonte, Scartata } from './fonte.js';

/** What is too much for one zip. */
export interface LimitiZip {
  readonly maxVoci: number;
  /** Sum of the inflated lengths. yauzl checks each against what really comes out. */
  readonly maxByte: number;
}

/** More than a year of the notifications of Milano, or the layout of a metropolis. */
export const LIMITI_ZIP: LimitiZip = { maxVoci: 200_000, maxByte: 16 * 1024 ** 3 };

const SISTEMA = /(?:^|\/)(?:__MACOSX\/|\.DS_Store$|Thumbs\.db$|desktop\.ini$)/;

/** Names are shown to the operator: control characters and endless ones are not. */
function nomeDi(e: Entry): string {
  const nome = getFileNameLowLevel(e.generalPurposeBitFlag, e.fileNameRaw, e.extraFields, false);
  return nome.replace(/\p{C}/gu, '?').slice(0, 200);
}

function voceDi(zip: ZipFile, e: Entry, dove: string): Fonte | Scartata {
  if (e.isEncrypted())
    return {
      dove,
      motivo: 'ZIP_PROTETTO',
      perche: 'protetto da password: estrarlo e dare i file, o uno zip senza password',
    };
  if (!e.canDecodeFileData())
    return {
      dove,
      motivo: 'ZIP_COMPRESSIONE',
      perche: `compressione ${e.compressionMethod} non prevista: rifare lo zip nel modo comune (deflate)`,
    };
  return { dove, byte: e.uncompressedSize, apri: (): Promise<Readable> => zip.openReadStreamPromise(e) };
}

async function* vociDi(zip: ZipFile, file: string, limiti: LimitiZip): AsyncGenerator<Fonte | Scartata> {
  const troppe = (cosa: string): Scartata => ({
    dove: file,
    motivo: 'ZIP_TROPPO_GRANDE',
    perche: `${cosa}: il resto non è stato letto; dividerlo in più zip`,
  });
  let byte = 0;
  let voci = 0;
  for await (const e of zip.eachEntry()) {
    const nome = nomeDi(e);
    if (nome.endsWith('/') || SISTEMA.test(nome)) continue;
    voci += 1;
    byte += e.uncompressedSize;
    if (voci > limiti.maxVoci) return yield troppe(`lo zip ha più di ${limiti.maxVoci} file`);
    if (byte > limiti.maxByte) return yield troppe(`lo zip aperto supera ${Math.round(limiti.maxByte / 1024 ** 3)} GB`);
    yield voceDi(zip, e, `${file}!${nome}`);
  }
}

/** The entries of the zip; a damaged one ends with an entry that says so. */
export async function* vociZip(file: string, limiti: LimitiZip = LIMITI_ZIP): AsyncGenerator<Fonte | Scartata> {
  let zip: ZipFile | undefined;
  let lette = 0;
  const danno = (): Scartata => ({
    dove: file,
    motivo: 'ZIP_DANNEGGIATO',
    perche: `lo zip è rovinato, troncato o cifrato; voci lette prima: ${lette}. Rifarlo, o dare i file estratti`,
  });
  const voci = async function* () {
    // Undecoded names: yauzl would give the whole zip up at the first one it finds unsafe to extract.
    zip = await openPromise(file, { decodeStrings: false, autoClose: false });
    yield* vociDi(zip, file, limiti);
  };
  const i = voci();
  try {
    for (;;) {
      // Only what reading the zip throws is a damaged zip: an error of whoever uses the entry passes through.
      const prossima = await i.next().catch(() => undefined);
      if (prossima === undefined) return yield danno();
      if (prossima.done === true) return;
      lette += 1;
      yield prossima.value;
    }
  } finally {
    zip?.close();
  }
}
