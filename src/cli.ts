#!/usr/bin/env node
/**
 * The command `allinea`: hands the process (streams, clock, user, configuration) to the commands and exits with their code.
 * Invariant: the only place, with main.ts, that touches the process; everything else gets what it needs as arguments.
 */
import { realpathSync } from 'node:fs';
import { userInfo } from 'node:os';
import { fileURLToPath } from 'node:url';
import { loadConfig, loginUid, maskedConfig, originOf, programBuild, programVersion, sudoUser } from './config.js';
import type { Ambiente } from './doors/cli/ambiente.js';
import { runCli } from './doors/cli/programma.js';
import { createLog } from './log.js';
import { runDaemon } from './main.js';
import { MAX_FILE, readRegularText } from './regular-file.js';

const THIS_FILE = fileURLToPath(import.meta.url);

/** `mario.rossi (come allinea)`: the person first, then the user of the daemon. */
function actor(): string {
  const user = systemUser();
  const login = loginUid();
  const person = sudoUser() ?? (login === null ? undefined : userName(login));
  return person === undefined || person === user ? user : `${person} (come ${user})`;
}

/** Containers may run as a user without a name. */
function systemUser(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid:${process.getuid?.() ?? '?'}`;
  }
}

/** From the system's own list: whoever is only in a directory service is known by number. */
function userName(uid: number): string | undefined {
  try {
    const utenti = readRegularText('/etc/passwd', MAX_FILE.PEM).split('\n');
    return utenti.map((riga) => riga.split(':')).find((campi) => campi[2] === String(uid))?.[0];
  } catch {
    return undefined;
  }
}

const output = (stream: NodeJS.WriteStream) => ({
  write: (text: string) => {
    stream.write(text);
  },
  columns: stream.isTTY ? stream.columns : undefined,
});

/** Interrupting a long command lets it clean up; the second time, and every other command, ends at once as usual. */
function interruption(): AbortSignal {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  process.once('SIGINT', abort);
  process.once('SIGTERM', abort);
  return controller.signal;
}

function ambiente(): Ambiente {
  return {
    version: programVersion(),
    commit: programBuild().commit,
    loadSettings: (file) => loadConfig({ file }),
    showConfig: (file) => ({ file: originOf({ file }).file, config: maskedConfig(loadConfig({ file })) }),
    configOrigin: (file) => originOf({ file }),
    runDaemon: ({ config }) => runDaemon(loadConfig({ file: config }), originOf({ file: config }).file),
    self: [process.execPath, THIS_FILE],
    now: () => new Date(),
    attore: actor(),
    argv: process.argv.slice(2),
    uid: process.getuid?.() ?? null,
    userName,
    out: output(process.stdout),
    err: output(process.stderr),
    log: createLog({ level: 'warn', stream: process.stderr }),
    interruption,
  };
}

/** A reader that closes the pipe (`allinea notifiche | head`) is no error; a result that found no room is one. */
function watchOutput(): void {
  process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
    if (code === 'EPIPE') process.exit(0);
    const why = code === 'ENOSPC' ? 'il disco è pieno' : (code ?? 'errore di scrittura');
    process.stderr.write(`Il risultato non è stato scritto per intero: ${why}.\n`);
    process.exit(1);
  });
  // Nobody is left to tell.
  process.stderr.on('error', () => undefined);
}

/** How long what is left (a log that is still written) may take once the outcome is printed. */
const LAST_MS = 3_000;

async function start(): Promise<void> {
  // Whatever is written, by whichever library: the files are of those who run us, and of nobody else.
  process.umask(0o077);
  watchOutput();
  process.exitCode = await runCli(process.argv.slice(2), ambiente());
  // All is said and closed: a connection that hangs must not keep the terminal.
  setTimeout(() => process.exit(), LAST_MS).unref();
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === THIS_FILE) await start();
