/**
 * Writes the missing `changes.json`, for a person to review line by line before they are committed. Never run by tests
 * or CI; it overwrites nothing. From the root of the project:
 *   node -e "import('vite').then((v) => v.runnerImport('./test/notifiche/scrivi-attesi.ts')).then((m) => m.module.scriviMancanti())"
 */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { casi, esegui } from './caso.js';

/** Writes what is missing and returns the files written. */
export function scriviMancanti(): string[] {
  const scritti: string[] = [];
  for (const caso of casi()) {
    const file = join(caso.cartella, 'changes.json');
    if (existsSync(file)) continue;
    writeFileSync(file, `${JSON.stringify(esegui(caso), null, 2)}\n`, { flag: 'wx' });
    scritti.push(file);
  }
  return scritti;
}
