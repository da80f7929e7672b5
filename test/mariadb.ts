/**
 * A private MariaDB for the tests: own folder, own socket, no network, durable commits, stopped by its process.
 * Invariant: never the system's server; nothing is left behind.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { accessSync, constants, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import mysql from 'mysql2/promise';

export interface MariaDb {
  readonly socketPath: string;
  readonly user: string;
  readonly password: string;
  readonly pid: number;
  /** Ends the process and keeps its data; `start` brings it back on the same socket. */
  halt(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  /** Nothing when it runs already. */
  start(): Promise<void>;
  /** Ends the process and removes everything. */
  stop(): Promise<void>;
}

const FOLDERS = ['/usr/sbin', '/usr/local/sbin', '/usr/libexec', '/usr/bin', '/usr/local/bin', '/opt/homebrew/bin'];

/** A port of this machine that nobody uses, out of those that the system gives away. */
export async function freePort(): Promise<number> {
  const trial = createServer();
  await new Promise<void>((resolve) => trial.listen(0, '127.0.0.1', resolve));
  const { port } = trial.address() as { port: number };
  await new Promise((resolve) => trial.close(resolve));
  return port;
}

/** Path of the program, searched in PATH and where servers usually are. */
function find(program: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...FOLDERS];
  for (const folder of folders) {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return join(folder, program);
    } catch {}
  }
  return undefined;
}

const asRoot = (): string[] => (process.getuid?.() === 0 ? ['--user=root'] : []);

/** A server that starts removes the temporary tables it finds: in a shared folder those of another one that is starting. */
function install(program: string, folder: string): void {
  execFileSync(
    program,
    [
      '--no-defaults',
      `--datadir=${join(folder, 'data')}`,
      `--tmpdir=${folder}`,
      '--auth-root-authentication-method=normal',
      '--skip-test-db',
      ...asRoot(),
    ],
    { stdio: 'pipe' },
  );
}

function launch(program: string, folder: string, options: readonly string[]): ChildProcess {
  return spawn(
    program,
    [
      '--no-defaults',
      `--datadir=${join(folder, 'data')}`,
      `--tmpdir=${folder}`,
      `--socket=${join(folder, 'db.sock')}`,
      `--pid-file=${join(folder, 'db.pid')}`,
      `--log-error=${join(folder, 'error.log')}`,
      '--skip-networking',
      '--innodb-flush-log-at-trx-commit=1',
      '--innodb-buffer-pool-size=64M',
      '--innodb-log-file-size=64M',
      '--character-set-server=latin1', // the worst a real server may have: ours must not depend on it
      '--performance-schema=OFF',
      '--max-connections=150',
      ...options,
      ...asRoot(),
    ],
    { stdio: 'ignore' },
  );
}

async function untilReady(child: ChildProcess, socketPath: string): Promise<void> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    if (child.exitCode !== null) throw new Error(`mariadbd ended with ${child.exitCode}`);
    try {
      const connection = await mysql.createConnection({ socketPath, user: 'root' });
      await connection.end();
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

async function end(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  await ended;
}

/** Starts the server in a folder of its own; undefined when the programs are not installed. @param options over the usual ones */
export async function startMariaDb(options: readonly string[] = []): Promise<MariaDb | undefined> {
  const server = find('mariadbd');
  const installer = find('mariadb-install-db');
  if (server === undefined || installer === undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'allinea-mariadb-'));
  install(installer, folder);
  const socketPath = join(folder, 'db.sock');
  let child: ChildProcess | undefined;
  const start = async (): Promise<void> => {
    if (child !== undefined && child.exitCode === null && child.signalCode === null) return;
    child = launch(server, folder, options);
    await untilReady(child, socketPath);
  };
  const stop = async (): Promise<void> => {
    if (child !== undefined) await end(child, 'SIGTERM');
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await start();
  } catch (error) {
    await stop();
    throw error;
  }
  if (child?.pid === undefined || !existsSync(socketPath)) throw new Error('mariadbd has no process or no socket');
  return {
    socketPath,
    user: 'root',
    password: '',
    get pid() {
      return child?.pid ?? 0;
    },
    halt: async (signal) => {
      if (child !== undefined) await end(child, signal);
    },
    start,
    stop,
  };
}
