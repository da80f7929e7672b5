/**
 * Where the compiled module of a worker thread is: threads of Node run JavaScript, also when the sources around them run as TypeScript.
 * Invariant: in a compiled program it is the file beside whoever asks.
 */

const SOURCES = '/src/';

/**
 * @param name the module relative to whoever asks, as an import would write it (`./x-thread.js`)
 * @param from `import.meta.url` of whoever asks
 */
export function workerFile(name: string, from: string): URL {
  const beside = new URL(name, from);
  if (!from.endsWith('.ts')) return beside;
  const at = beside.pathname.lastIndexOf(SOURCES);
  beside.pathname = `${beside.pathname.slice(0, at)}/dist${beside.pathname.slice(at)}`;
  return beside;
}
