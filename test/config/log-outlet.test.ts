/** Where the log goes may fail, stand still, be renamed under our hands: what it does then. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type ClosableLog, createLog } from '../../src/log.js';

let dir: string;
let file: string;
let stdout: PassThrough;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'allinea-log-'));
  file = join(dir, 'allinea.log');
  stdout = new PassThrough();
});
afterEach(() => rmSync(dir, { recursive: true }));

const until = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 20_000 });

type Line = Record<string, unknown>;
const parse = (text: string): Line[] =>
  text
    .split('\n')
    .filter((l) => l !== '')
    .map((l) => JSON.parse(l) as Line);
const inFile = (path = file): Line[] => parse(readFileSync(path, 'utf8'));
const open = (more: { maxFileBytes?: number; maxFiles?: number } = {}): ClosableLog =>
  createLog({ level: 'info', file, stream: stdout, ...more });
const messages = (lines: Line[]): unknown[] => lines.map((l) => l.message);

/** What stdout has said since the last time; waits until it holds `message`. */
async function saidUntil(message: string): Promise<Line[]> {
  let text = '';
  await until(() => {
    text += String(stdout.read() ?? '');
    expect(text).toContain(`"${message}"`);
  });
  return parse(text);
}

describe('logging survives a full disk', () => {
  /** A device that refuses every byte with ENOSPC, as a full disk does. */
  const fill = (): void => symlinkSync('/dev/full', file);

  it('lines come out on stdout, and the failure of the file is said once', async () => {
    fill();
    const log = open();
    log.info('First');
    await saidUntil('Log cannot be written, its lines are lost');
    for (let n = 0; n < 20; n++) log.info('Then');
    await log.close();
    const lines = parse(String(stdout.read()));
    expect(messages(lines).filter((m) => m === 'Then')).toHaveLength(20);
    expect(messages(lines)).not.toContain('Log cannot be written, its lines are lost');
  });

  it('the file is tried again when space returns, and what was lost is counted and said in both', async () => {
    fill();
    const log = open();
    log.info('Lost');
    const [, failure] = await saidUntil('Log cannot be written, its lines are lost');
    expect(failure).toMatchObject({ level: 'error', target: 'file', code: 'ENOSPC' });
    rmSync(file);
    log.info('Back');
    const said = await saidUntil('Log is written again');
    await log.close();
    expect(said.at(-1)).toMatchObject({ target: 'file', lostCount: 1 });
    expect(messages(inFile()).slice(-2)).toEqual(['Back', 'Log is written again']);
  });

  it('a log that is closed on a full disk ends, and says what it lost', async () => {
    fill();
    const log = open();
    for (let n = 0; n < 5; n++) log.info('Lost');
    await log.close();
    expect(parse(String(stdout.read())).at(-1)).toMatchObject({
      message: 'Log ends with lines lost',
      target: 'file',
      lostCount: 5,
    });
  });

  it('a folder that is missing or a file that cannot be opened holds back nobody', async () => {
    writeFileSync(join(dir, 'no-folder'), '');
    const log = createLog({ level: 'info', file: join(dir, 'no-folder', 'a.log'), stream: stdout });
    log.info('Said');
    const lines = await saidUntil('Log cannot be written, its lines are lost');
    expect(lines.map((l) => l.code).filter((c) => c !== undefined)).toEqual(['ENOTDIR']);
    await log.close();
  });
});

describe('log rotation', () => {
  it('a file renamed by logrotate is let go, and a new one begun', async () => {
    const log = open();
    log.info('Before');
    await until(() => expect(inFile()).toHaveLength(1));
    renameSync(file, `${file}.1`);
    log.info('After');
    await log.close();
    expect(messages(inFile(`${file}.1`))).toEqual(['Before']);
    expect(messages(inFile())).toEqual(['After']);
  });

  it('a file emptied by logrotate (copytruncate) is continued from its beginning', async () => {
    const log = open();
    log.info('Before');
    await until(() => expect(inFile()).toHaveLength(1));
    truncateSync(file);
    log.info('After');
    await log.close();
    expect(messages(inFile())).toEqual(['After']);
  });

  it('a file over its size makes room, the oldest goes, no line is lost in between', async () => {
    const log = open({ maxFileBytes: 300, maxFiles: 3 });
    for (let n = 0; n < 12; n++) {
      log.info('Line', { count: n });
      await until(() => expect(inFile().at(-1)?.count).toBe(n));
    }
    await log.close();
    const counts = ['allinea2.log', 'allinea1.log', 'allinea.log'].flatMap((f) =>
      inFile(join(dir, f)).map((l) => l.count),
    );
    expect(counts).toEqual(Array.from({ length: counts.length }, (_, i) => 12 - counts.length + i));
    expect(existsSync(join(dir, 'allinea3.log'))).toBe(false);
  });

  it('the log is 0600 whatever the umask', async () => {
    const before = process.umask(0);
    try {
      const log = open();
      log.info('Line');
      await log.close();
      expect(statSync(file).mode & 0o777).toBe(0o600);
    } finally {
      process.umask(before);
    }
  });
});

const LOG = new URL('../../dist/src/log.js', import.meta.url).href;

/** A process of its own that logs to stdout and to the file, a line for each line it is told. */
function logger(): ChildProcess {
  const program = `
    import { createInterface } from 'node:readline';
    import { createLog } from ${JSON.stringify(LOG)};
    const log = createLog({ level: 'info', file: ${JSON.stringify(file)} });
    for await (const line of createInterface(process.stdin)) log.info(line);
    await log.close();`;
  return spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['pipe', 'pipe', 'inherit'] });
}

describe('a stdout that', () => {
  it('is a closed pipe ends nothing: the file goes on and says what was lost', async () => {
    const child = logger();
    child.stdin?.write('First\n');
    await once(child.stdout!, 'data');
    child.stdout?.destroy();
    child.stdin?.write('Second\n');
    await until(() => expect(messages(inFile())).toContain('Log cannot be written, its lines are lost'));
    child.stdin?.end('Third\n');
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(messages(inFile())).toEqual(expect.arrayContaining(['First', 'Second', 'Third']));
    expect(inFile().find((l) => l.target === 'stdout')).toMatchObject({ code: 'EPIPE' });
  });

  it('nobody reads any more stops nothing', async () => {
    const child = logger();
    const many = 2_000;
    // Never read: the pipe is full long before.
    child.stdin?.end(`${'x'.repeat(900)}\n`.repeat(many));
    await until(() => expect(inFile().length).toBeGreaterThanOrEqual(many));
    child.stdout?.resume();
    expect(await once(child, 'exit')).toEqual([0, null]);
  });
});

describe('a command whose output is a full disk', () => {
  it('ends with an error that says so, and no stack', async () => {
    const full = openSync('/dev/full', 'w');
    const cli = fileURLToPath(new URL('../../dist/src/cli.js', import.meta.url));
    const child = spawn(process.execPath, [cli, '--help'], { stdio: ['ignore', full, 'pipe'] });
    const said = text(child.stderr!);
    expect(await once(child, 'exit')).toEqual([1, null]);
    expect(await said).toBe('Il risultato non è stato scritto per intero: il disco è pieno.\n');
    closeSync(full);
  });
});
