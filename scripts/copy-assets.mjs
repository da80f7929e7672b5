// Copies the files that tsc does not: the WSDL beside the compiled code that serves it.
import { cpSync, existsSync } from 'node:fs';

for (const folder of ['src/anpr/wsdl']) {
  if (existsSync(folder)) cpSync(folder, `dist/${folder}`, { recursive: true });
}

await import('./build-info.mjs');
