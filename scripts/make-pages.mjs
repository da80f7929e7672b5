// Writes what bash and man read of the commands (docs/installazione.md), printed by the commands just built.
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

const PAGES = [
  ['dist/share/bash-completion/completions/allinea', ['completamento', 'bash']],
  ['dist/share/man/man1/allinea.1', ['manuale']],
];

for (const [file, args] of PAGES) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, execFileSync(process.execPath, ['dist/src/cli.js', ...args]));
  // For everybody who has a shell, whatever the umask of whoever builds.
  chmodSync(file, 0o644);
}
