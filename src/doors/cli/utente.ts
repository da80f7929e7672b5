/**
 * Commands run as the user of the daemon: a file that root or a colleague leaves among its own is one the daemon cannot
 * write any more, and whoever may not read its keys is told of faults that there are not.
 * Invariant: looks at owners only, before anything is opened.
 */
import { type Stats, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Ambiente, Impostazioni } from './ambiente.js';

/** The command is run by somebody else than the daemon. */
export class UtenteError extends Error {
  override readonly name = 'UtenteError';
}

const statOf = (file: string): Stats | undefined => {
  try {
    return statSync(file);
  } catch {
    return undefined;
  }
};

/** Whose the daemon's files are, and which of them says so; undefined while there are none. */
function padrone({ database, spool }: Impostazioni, uid: number): { uid: number; file: string } | undefined {
  const suoi = spool.enabled ? [spool.dir] : [];
  if (database.kind === 'sqlite' && database.file !== ':memory:') {
    suoi.unshift(database.file);
    // Root may write everywhere: where the file is not yet, its folder says for whom it is made.
    if (uid === 0) suoi.push(dirname(database.file), dirname(dirname(database.file)));
  }
  for (const file of suoi) {
    const stat = statOf(file);
    if (stat !== undefined) return { uid: stat.uid, file };
  }
  return undefined;
}

/** A word as a shell takes it. */
const parola = (testo: string): string =>
  /^[\w./:@%+=,-]+$/.test(testo) ? testo : `'${testo.replaceAll("'", "'\\''")}'`;

/** The same command line, run by another user. */
export function comeUtente({ argv, configOrigin }: Ambiente, nome: string): string {
  const { file, from } = configOrigin(undefined);
  // Who changes user leaves the variables behind.
  const config = from === 'environment' && file !== null && !argv.includes('--config') ? ['--config', file] : [];
  return ['sudo', '-u', nome, 'allinea', ...argv, ...config].map(parola).join(' ');
}

/** @throws UtenteError the files of the daemon are somebody else's */
export function controllaUtente(ambiente: Ambiente, impostazioni: Impostazioni): void {
  const { uid } = ambiente;
  if (uid === null) return;
  const suo = padrone(impostazioni, uid);
  if (suo === undefined || suo.uid === uid) return;
  const nome = ambiente.userName(suo.uid) ?? `#${suo.uid}`;
  throw new UtenteError(
    `Questo comando va eseguito dall’utente del demone, «${nome}» (di cui è ${suo.file}):\n  ${comeUtente(ambiente, nome)}`,
  );
}
