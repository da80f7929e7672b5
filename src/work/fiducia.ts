/**
 * The files that signatures are trusted by, as they lie on the disk.
 * Invariant: without its CAs nothing starts; a list of revoked certificates that cannot be read stops nothing.
 */
import { ConfigError } from '../errors.js';
import { fileWords, MAX_FILE, readRegular, readRegularText } from '../regular-file.js';
import type { DatiFiducia, FilePem } from '../soap/certificati.js';
import type { FileCrl } from '../soap/crl.js';

function readPem(file: string): FilePem {
  try {
    return { nome: file, pem: readRegularText(file, MAX_FILE.PEM) };
  } catch (e) {
    const remedy = `il file non si legge: ${fileWords(e)}`;
    throw new ConfigError([{ key: 'firma.caFiles', value: file, remedy }]);
  }
}

/** What the bundle is made of, as the configuration has it. */
export interface FonteFiducia {
  readonly caFiles: readonly string[];
  readonly crlFiles?: readonly string[];
  readonly soggetti?: readonly string[];
}

const NIENTE = new Uint8Array();

/**
 * The files as they are now. A list that cannot be read is the one that was read last: whoever downloads it may be at it.
 * @param prima what was read last
 * @throws ConfigError a CA that cannot be read
 */
export function leggiFiducia(f: FonteFiducia, prima?: DatiFiducia): Required<DatiFiducia> {
  const crl = (f.crlFiles ?? []).map((nome, i): FileCrl => {
    try {
      return { nome, byte: readRegular(nome, MAX_FILE.CRL) };
    } catch {
      return prima?.crl?.[i] ?? { nome, byte: NIENTE };
    }
  });
  return { files: f.caFiles.map(readPem), soggetti: f.soggetti ?? [], crl };
}
