// Writes what a build is into it: the commit it was made from, where git can tell, and the digest of the rules that make the
// registers, so that a daemon knows after an upgrade that rows were made by others. Nothing of this needs git at run time.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const out = process.argv[2] ?? 'dist';

/** GIT_COMMIT for builds without the repository (containers). */
function commit() {
  if (process.env.GIT_COMMIT) return process.env.GIT_COMMIT;
  try {
    const args = ['describe', '--always', '--dirty', '--abbrev=12', '--exclude=*'];
    return execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return null;
  }
}

function rules() {
  const hash = createHash('sha256');
  for (const folder of ['src/anpr', 'src/registri']) {
    const dir = join(out, folder);
    const names = readdirSync(dir, { recursive: true }).filter((name) => name.endsWith('.js'));
    for (const name of names.sort())
      hash
        .update(name)
        .update('\0')
        .update(readFileSync(join(dir, name)));
  }
  return hash.digest('hex').slice(0, 32);
}

if (existsSync(join(out, 'src/registri')))
  writeFileSync(join(out, 'build.json'), `${JSON.stringify({ commit: commit(), rules: rules() })}\n`);
