/**
 * The CA bundle of the signatures, opened again when a file of it changes.
 * Invariant: a broken new file leaves the bundle in use as it was, and says so once.
 */
import { readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import type { Log } from '../log.js';
import { type BundleCa, openBundle } from '../soap/certificati.js';

/** As often as the keystores. */
const POLL_MS = 5_000;

const open = (files: readonly string[]): BundleCa =>
  openBundle(files.map((file) => ({ nome: basename(file), pem: readFileSync(file, 'utf8') })));

function stampOf(files: readonly string[]): string {
  return files
    .map((file) => {
      const s = statSync(file, { throwIfNoEntry: false });
      return s === undefined ? `${file}:-` : `${file}:${s.mtimeMs}:${s.size}:${s.ino}`;
    })
    .join('\n');
}

export interface CaViva {
  /** The bundle in use now. */
  bundle(): BundleCa;
  stop(): void;
}

/** Opens the bundle and keeps it fresh. @throws ConfigError when it cannot be opened now */
export function watchCa(files: readonly string[], { log, pollMs = POLL_MS }: { log: Log; pollMs?: number }): CaViva {
  let bundle = open(files);
  let stamp = stampOf(files);
  const refresh = (): void => {
    const now = stampOf(files);
    if (now === stamp) return;
    stamp = now;
    try {
      bundle = open(files);
      log.info('CA bundle reloaded', { files });
    } catch (error) {
      log.error('New CA bundle unusable, the old one stays', { files, error });
    }
  };
  const timer = setInterval(refresh, pollMs);
  timer.unref();
  return { bundle: () => bundle, stop: () => clearInterval(timer) };
}
