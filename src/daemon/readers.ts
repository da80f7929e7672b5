/** The threads that read calls, with the rules of this installation as they are at each call. */
import type { Config } from '../config.js';
import type { BundleOsservato } from '../doors/ca-files.js';
import type { DatiFiducia } from '../soap/certificati.js';
import type { RegoleChiamata } from '../soap/chiamata.js';
import { type ChiamateIsolate, openChiamate } from '../soap/chiamate-isolate.js';
import { codiciDi } from '../work/enti.js';
import type { DaemonOptions } from './piani.js';

/** By what calls are read; the same object as long as the bundle of CAs is the same. */
export function rulesOf({ server, firma, prova, enti }: Config, fiducia: () => DatiFiducia): () => RegoleChiamata {
  const { policy, acceptSha1, timestampToleranceMs } = firma;
  const codiciEnti = enti.flatMap(codiciDi);
  const con = (f: DatiFiducia): RegoleChiamata => ({
    maxBodyBytes: server.maxBodyBytes,
    codiciEnti,
    prova,
    firma: { policy, acceptSha1, timestampToleranceMs, fiducia: f },
  });
  let regole = con(fiducia());
  return () => {
    const adesso = fiducia();
    if (adesso !== regole.firma.fiducia) regole = con(adesso);
    return regole;
  };
}

/** Starts the threads. */
export function openReaders({ config, log }: DaemonOptions, ca: BundleOsservato): ChiamateIsolate {
  const { readerThreads, readerDeadlineMs, readerHeapMb } = config.server;
  const limiti = { threads: readerThreads, deadlineMs: readerDeadlineMs, heapMb: readerHeapMb };
  return openChiamate(rulesOf(config, ca.fiducia), { ...limiti, log });
}
