/**
 * The log: one JSON line per event on stdout (and in a file where asked), English static message plus metadata.
 * Invariant: no personal data. Only keys known to be harmless pass, codici fiscali are masked wherever they stand, and the
 * values that foreign errors quote are blanked; what was dropped is named by key only. A line has a bound, and an outlet that
 * fails takes none of the others with it.
 */
import { Writable } from 'node:stream';
import winston from 'winston';
import { Flood } from './log/flood.js';
import { safeMeta } from './log/harmless.js';
import { lineOf } from './log/line.js';
import { LogFile } from './log/log-file.js';
import { Outlet, type Target } from './log/outlet.js';
import { stdoutTarget } from './log/stdout.js';

export type LogLevel = 'error' | 'warn' | 'info' | 'debug';
export type LogMeta = Readonly<Record<string, unknown>>;

/** What everybody takes as a port; a static English message and metadata made of ids, counts and codes. */
export interface Log {
  error(message: string, meta?: LogMeta): void;
  warn(message: string, meta?: LogMeta): void;
  info(message: string, meta?: LogMeta): void;
  debug(message: string, meta?: LogMeta): void;
}

/** Where the log goes; stdout always, a rotating file where one is named. */
export interface LogOptions {
  readonly level: LogLevel;
  readonly file?: string | null;
  readonly maxFileBytes?: number;
  readonly maxFiles?: number;
  /** Replaces stdout: the terminal commands log to stderr, tests to a buffer. */
  readonly stream?: NodeJS.WritableStream;
}

/** A log that can be closed: nothing written before is lost, unless where it goes fails or stands still. */
export interface ClosableLog extends Log {
  close(): Promise<void>;
}

/** A stream of somebody else (the error stream of a terminal, a buffer): it takes everything, and its failures are not ours. */
function streamTarget(stream: NodeJS.WritableStream): Target {
  stream.on('error', () => undefined);
  const writeSync = (bytes: Buffer): number => {
    stream.write(bytes);
    return bytes.length;
  };
  return { write: async (bytes) => writeSync(bytes), writeSync, close: async () => undefined };
}

type Push = (line: string, except?: Outlet) => void;

const lineNow = (level: LogLevel, message: string, meta: LogMeta): string =>
  `${lineOf({ time: new Date().toISOString(), level, message }, safeMeta(meta))}\n`;

/** An outlet whose troubles the others tell at once, and itself when it is back. `name`: what the operator configured. */
function outletOf(target: Target, name: string, push: Push): Outlet {
  const outlet: Outlet = new Outlet(target, {
    failed: (code) =>
      push(lineNow('error', 'Log cannot be written, its lines are lost', { target: name, code }), outlet),
    recovered: (lost) => push(lineNow('warn', 'Log is written again', { target: name, lostCount: lost })),
    ended: (lost) => push(lineNow('warn', 'Log ends with lines lost', { target: name, lostCount: lost }), outlet),
  });
  return outlet;
}

function outletsOf({ file, maxFileBytes, maxFiles, stream }: LogOptions, push: Push): Outlet[] {
  const out = outletOf(stream === undefined ? stdoutTarget() : streamTarget(stream), 'stdout', push);
  if (file === undefined || file === null) return [out];
  const target = new LogFile({ file, ...(maxFileBytes && { maxBytes: maxFileBytes }), ...(maxFiles && { maxFiles }) });
  return [out, outletOf(target, 'file', push)];
}

async function closeOutlets(outlets: readonly Outlet[]): Promise<void> {
  // First all of them say what they lost, then the others write it.
  await Promise.all(outlets.map((o) => o.flush()));
  await Promise.all(outlets.map((o) => o.close()));
}

/** Opens the log. Each line: `time`, `level`, `message`, then the metadata that is allowed. */
export function createLog(options: LogOptions): ClosableLog {
  const outlets: Outlet[] = [];
  const push: Push = (line, except) => {
    for (const outlet of outlets) if (outlet !== except) outlet.push(line);
  };
  outlets.push(...outletsOf(options, push));
  const format = winston.format.printf(({ level, message, time, ...meta }) =>
    lineOf({ time, level, message: String(message) }, meta),
  );
  // The logger never hears of an outlet that fails: a stream that once refused a line would end it for all.
  const stream = new Writable({
    decodeStrings: false,
    write: (line: string, _encoding, done) => {
      push(line);
      done();
    },
  });
  const transports = [new winston.transports.Stream({ stream, eol: '\n' })];
  const logger = winston.createLogger({ level: options.level, format, transports });
  const flood = new Flood((message, count) =>
    push(lineNow('warn', 'Lines of one kind were left out', { reason: message, count })),
  );
  // What is refused or fails is as frequent as strangers like; what succeeds is as frequent as ANPR sends.
  const limited = (level: LogLevel): boolean => level === 'warn' || level === 'error';
  const write =
    (level: LogLevel) =>
    (message: string, meta: LogMeta = {}) => {
      if (limited(level) && !flood.admits(message)) return;
      logger.log({ ...safeMeta(meta), level, message, time: new Date().toISOString() });
    };
  return {
    error: write('error'),
    warn: write('warn'),
    info: write('info'),
    debug: write('debug'),
    close: async () => {
      flood.end();
      await closeLogger(logger);
      await closeOutlets(outlets);
    },
  };
}

function closeLogger(logger: winston.Logger): Promise<void> {
  return new Promise((resolve) => {
    logger.once('finish', () => resolve());
    logger.end();
  });
}

/** A log that says nothing, for commands that print their own result. */
export const silentLog: Log = { error: () => {}, warn: () => {}, info: () => {}, debug: () => {} };
