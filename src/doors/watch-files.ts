/**
 * Notices that files changed: certificates and CA bundles are renewed while the daemon runs.
 * Invariant: a change is never missed for longer than the interval, whatever the file system tells.
 */
import { type FSWatcher, watch } from 'node:fs';
import { dirname } from 'node:path';

/** Network file systems and bind mounts report nothing: the interval does. */
const INTERVAL_MS = 60_000;
/** certbot and administrators write certificate and key one after the other. */
const PAUSA_MS = 200;

/**
 * Calls `check` shortly after any file in the folders of these files changes, and every interval anyway.
 * `check` looks at the contents itself and must not reject. @returns the function that stops watching
 */
export function watchFiles(files: readonly string[], check: () => Promise<void>, intervalMs = INTERVAL_MS): () => void {
  let pausa: NodeJS.Timeout | undefined;
  const soon = (): void => {
    clearTimeout(pausa);
    pausa = setTimeout(check, PAUSA_MS);
  };
  const ogni = setInterval(check, intervalMs);
  ogni.unref();
  // Folders and not files: a renewed certificate is usually another file under the same name.
  const watchers = [...new Set(files.map((f) => dirname(f)))].map((f) => watchFolder(f, soon));
  return () => {
    clearTimeout(pausa);
    clearInterval(ogni);
    for (const w of watchers) w?.close();
  };
}

function watchFolder(folder: string, onChange: () => void): FSWatcher | undefined {
  try {
    const w = watch(folder, { persistent: false }, onChange);
    w.on('error', () => w.close());
    return w;
  } catch {
    // Too many watchers, or a file system without them: the interval does it.
    return undefined;
  }
}
