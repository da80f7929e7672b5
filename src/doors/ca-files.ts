/**
 * The CA bundle that signatures are trusted by, read again when its files change (ANPR renewed its CA certificates, G10).
 * Invariant: a bundle that cannot be read, or is empty, leaves the old one in service and says so.
 */
import { readFile } from 'node:fs/promises';
import { ConfigError } from '../errors.js';
import type { Log } from '../log.js';
import { type BundleCa, type FilePem, openBundle } from '../soap/certificati.js';
import { watchFiles } from './watch-files.js';

export interface BundleOsservato {
  /** The bundle in service now. */
  bundle(): BundleCa;
  close(): void;
}

async function readPem(file: string): Promise<FilePem> {
  try {
    return { nome: file, pem: await readFile(file, 'utf8') };
  } catch (e) {
    const remedy = `il file non si legge (${(e as NodeJS.ErrnoException).code ?? 'errore'})`;
    throw new ConfigError([{ key: 'firma.caFiles', value: file, remedy }]);
  }
}

/** Reads the bundle and keeps it up to date. @throws ConfigError a file that cannot be read or holds no certificate */
export async function watchBundle(files: readonly string[], log: Log, intervalMs?: number): Promise<BundleOsservato> {
  const read = (): Promise<FilePem[]> => Promise.all(files.map(readPem));
  let pem = await read();
  let bundle = openBundle(pem);
  let segnalato = false;
  const check = async (): Promise<void> => {
    try {
      const nuovi = await read();
      const uguali = nuovi.every((n, i) => n.pem === pem[i]?.pem);
      if (!uguali) bundle = openBundle(nuovi);
      if (!uguali) log.info('CA bundle reloaded', { count: bundle.ca.length });
      pem = nuovi;
      segnalato = false;
    } catch (err) {
      if (!segnalato) log.error('new CA bundle unusable, the old one stays', { err });
      segnalato = true;
    }
  };
  return { bundle: () => bundle, close: watchFiles(files, check, intervalMs) };
}
