/**
 * The documents under the paths an operator names: files, folders with what is below them, entries of zips.
 * Invariant: the order is that of the names, so that the same paths give the same documents in the same order.
 */
import { type Dirent, readdirSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { streamRegular } from '../../../regular-file.js';
import { UsoError } from '../esegui.js';
import type { Fonte, Scartata } from './fonte.js';
import { type LimitiZip, vociZip } from './zip.js';

const ZIP = Buffer.from('504b', 'hex');
/** A folder inside a folder, as far as anybody keeps them; a link that turns back ends here. */
const MAX_LIVELLI = 8;
const NASCOSTO = /^\.|^(?:Thumbs\.db|desktop\.ini)$/;

function sottoCartella(dir: string, livello: number): string[] {
  if (livello > MAX_LIVELLI)
    throw new UsoError(`La cartella ${dir} è troppo annidata: dare quella che contiene i file.`);
  const voci: Dirent[] = readdirSync(dir, { withFileTypes: true }).filter((v) => !NASCOSTO.test(v.name));
  return voci
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((v) => (v.isDirectory() ? sottoCartella(join(dir, v.name), livello + 1) : [join(dir, v.name)]));
}

/** Every file under the paths, hidden ones left out. @throws UsoError for a path that is not there */
export function filesDi(percorsi: readonly string[]): string[] {
  return percorsi.flatMap((percorso) => {
    const stat = statSync(percorso, { throwIfNoEntry: false });
    if (stat === undefined) throw new UsoError(`Il file ${percorso} non c’è.`);
    return stat.isDirectory() ? sottoCartella(percorso, 0) : [percorso];
  });
}

/** `PK` begins a zip, also an empty one; a name is not looked at. */
async function isZip(file: string): Promise<boolean> {
  const f = await open(file, 'r');
  try {
    const { buffer, bytesRead } = await f.read(Buffer.alloc(4), 0, 4, 0);
    return bytesRead === 4 && buffer.subarray(0, 2).equals(ZIP) && [0x03, 0x05, 0x07].includes(buffer[2] ?? 0);
  } finally {
    await f.close();
  }
}

const illeggibile = (dove: string, e: unknown): Scartata => ({
  dove,
  motivo: 'NON_SI_LEGGE',
  perche: `il file non si legge (${String((e as NodeJS.ErrnoException).code)}): controllare i permessi`,
});

/** The documents of these files, zips opened. */
export async function* fontiDi(files: readonly string[], limiti?: LimitiZip): AsyncGenerator<Fonte | Scartata> {
  for (const file of files) {
    let zip: boolean;
    let byte: number;
    try {
      const stat = statSync(file);
      if (!stat.isFile()) {
        yield { dove: file, motivo: 'NON_UN_FILE', perche: 'non è un file' };
        continue;
      }
      byte = stat.size;
      zip = await isZip(file);
    } catch (e) {
      yield illeggibile(file, e);
      continue;
    }
    if (zip) yield* vociZip(file, limiti);
    else yield { dove: file, byte, apri: async () => streamRegular(file) };
  }
}
