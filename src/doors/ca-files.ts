/**
 * The CA bundle that signatures are trusted by, read again when its files change (ANPR renewed its CA certificates, G10).
 * Invariant: a bundle that cannot be read, or is empty, leaves the old one in service and says so.
 */
import type { Log } from '../log.js';
import { type BundleCa, type CertificatoVisto, type DatiFiducia, openBundle } from '../soap/certificati.js';
import { type FonteFiducia, leggiFiducia } from '../work/fiducia.js';
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

const NIENTE = new Uint8Array();
const uguali = (a: Required<DatiFiducia>, b: Required<DatiFiducia>): boolean =>
  a.files.every((x, i) => x.pem === b.files[i]?.pem) &&
  a.crl.every((x, i) => Buffer.compare(x.byte, b.crl[i]?.byte ?? NIENTE) === 0);

/** Half written, or of somebody else: a list that cannot be used does not take the place of one that can. */
function conListeBuone(nuova: Required<DatiFiducia>, prima: Required<DatiFiducia>): Required<DatiFiducia> {
  const rotte = (f: DatiFiducia): Set<string> => new Set(openBundle(f.files, f).crlInservibili.map((c) => c.nome));
  const [ora, allora] = [rotte(nuova), rotte(prima)];
  const tieni = (nome: string): boolean => ora.has(nome) && !allora.has(nome);
  return { ...nuova, crl: nuova.crl.map((c, i) => (tieni(c.nome) ? (prima.crl[i] ?? c) : c)) };
}

/** More different signers than this in one run of the daemon is somebody playing. */
const MAX_FIRMATARI = 256;

/** Reads the bundle and keeps it up to date. @throws ConfigError a file that cannot be read or holds no certificate */
export async function watchBundle(fonte: FonteFiducia, log: Log, intervalMs?: number): Promise<BundleOsservato> {
  let letta = leggiFiducia(fonte);
  let fiducia = letta;
  let bundle = openBundle(fiducia.files, fiducia);
  const visti = new Map<string, CertificatoVisto>();
  let segnalato = false;
  const diCrl = (b: BundleCa): void => {
    for (const { nome, difetto } of b.crlInservibili) log.error('CRL unusable', { file: nome, dettaglio: difetto });
  };
  const check = async (): Promise<void> => {
    try {
      const nuova = leggiFiducia(fonte, letta);
      if (!uguali(nuova, letta)) {
        diCrl(openBundle(nuova.files, nuova));
        const buona = conListeBuone(nuova, fiducia);
        bundle = openBundle(buona.files, buona);
        fiducia = buona;
        letta = nuova;
        log.info('CA bundle reloaded', { count: bundle.ca.length });
      }
      segnalato = false;
    } catch (err) {
      if (!segnalato) log.error('new CA bundle unusable, the old one stays', { err });
      segnalato = true;
    }
  };
  diCrl(bundle);
  return {
    bundle: () => bundle,
    fiducia: () => fiducia,
    nota: (f) => void (visti.size < MAX_FIRMATARI && visti.set(f.fingerprint256, f)),
    firmatari: () => visti.values(),
    close: watchFiles([...fonte.caFiles, ...(fonte.crlFiles ?? [])], check, intervalMs),
  };
}
