/**
 * The CA bundle that signatures are trusted by, read again when its files change (ANPR renewed its CA certificates, G10).
 * Invariant: a bundle that cannot be read, or is empty, leaves the old one in service and says so.
 */
import { ConfigError } from '../errors.js';
import type { Log } from '../log.js';
import { fileWords, MAX_FILE, readRegularText } from '../regular-file.js';
import {
  type BundleCa,
  type CertificatoVisto,
  type DatiFiducia,
  type FilePem,
  openBundle,
} from '../soap/certificati.js';
import { watchFiles } from './watch-files.js';

export interface BundleOsservato {
  /** The bundle in service now. */
  bundle(): BundleCa;
  /** What it was opened from, for other threads; another object after every change. */
  fiducia(): DatiFiducia;
  /** Remembers who signed a notification that was accepted: the end of such a certificate is news (G10). */
  nota(firmatario: CertificatoVisto): void;
  /** Those remembered since the start. */
  firmatari(): Iterable<CertificatoVisto>;
  close(): void;
}

function readPem(file: string): FilePem {
  try {
    return { nome: file, pem: readRegularText(file, MAX_FILE.PEM) };
  } catch (e) {
    const remedy = `il file non si legge: ${fileWords(e)}`;
    throw new ConfigError([{ key: 'firma.caFiles', value: file, remedy }]);
  }
}

/** More different signers than this in one run of the daemon is somebody playing. */
const MAX_FIRMATARI = 256;

/** Reads the bundle and keeps it up to date. @throws ConfigError a file that cannot be read or holds no certificate */
export async function watchBundle(files: readonly string[], log: Log, intervalMs?: number): Promise<BundleOsservato> {
  const read = (): FilePem[] => files.map(readPem);
  let pem = read();
  let bundle = openBundle(pem);
  let fiducia: DatiFiducia = { files: pem };
  const visti = new Map<string, CertificatoVisto>();
  let segnalato = false;
  const check = async (): Promise<void> => {
    try {
      const nuovi = read();
      const uguali = nuovi.every((n, i) => n.pem === pem[i]?.pem);
      if (!uguali) {
        bundle = openBundle(nuovi);
        fiducia = { files: nuovi };
      }
      if (!uguali) log.info('CA bundle reloaded', { count: bundle.ca.length });
      pem = nuovi;
      segnalato = false;
    } catch (err) {
      if (!segnalato) log.error('new CA bundle unusable, the old one stays', { err });
      segnalato = true;
    }
  };
  return {
    bundle: () => bundle,
    fiducia: () => fiducia,
    nota: (f) => void (visti.size < MAX_FIRMATARI && visti.set(f.fingerprint256, f)),
    firmatari: () => visti.values(),
    close: watchFiles(files, check, intervalMs),
  };
}
