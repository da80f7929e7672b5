/**
 * The foreign programs the tests measure us against (openssl, xmlsec1, xmllint): we must not only understand ourselves.
 */
import { execFileSync, spawnSync } from 'node:child_process';

/** Is it installed? When it is not, says once that its tests are skipped. */
export function isInstalled(programma: string, prova: readonly string[] = ['--version']): boolean {
  const c = spawnSync(programma, [...prova], { stdio: 'ignore' });
  if (c.error === undefined) return true;
  console.log(`SKIPPED: ${programma} is not installed, tests against it did not run`);
  return false;
}

export function run(programma: string, ...args: string[]): string {
  return execFileSync(programma, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Runs and says only whether it went well. */
export function succeeds(programma: string, ...args: string[]): boolean {
  return spawnSync(programma, args, { stdio: 'ignore' }).status === 0;
}
