/**
 * The log: one JSON line per event on stdout (and in a file where asked), English static message plus metadata.
 * Invariant: no personal data. Only keys known to be harmless pass, codici fiscali are masked wherever they stand, and the
 * values that foreign errors quote are blanked; what was dropped is named by key only.
 */
import { Writable } from 'node:stream';
import winston from 'winston';
import { maskText, safeMeta } from './log/harmless.js';

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

/** A log that can be closed: nothing written before is lost. */
export interface ClosableLog extends Log {
  close(): Promise<void>;
}

/**
 * Lines of one turn of the event loop leave in one write: a shared commit acknowledges dozens of notifications at once, and
 * a write to the system for each costs as much as making the line. What is left when the process ends goes out then.
 */
class Lines extends Writable {
  #lines: string[] = [];
  readonly #flush = (): void => {
    if (this.#lines.length === 0) return;
    this.out.write(this.#lines.join(''));
    this.#lines = [];
  };

  constructor(private readonly out: NodeJS.WritableStream) {
    super({ decodeStrings: false });
    process.on('exit', this.#flush);
  }

  override _write(line: string, _encoding: string, done: () => void): void {
    if (this.#lines.push(line) === 1) setImmediate(this.#flush);
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    process.off('exit', this.#flush);
    this.#flush();
    done(error);
  }
}

function transportsOf({ file, maxFileBytes, maxFiles, stream }: LogOptions): winston.transport[] {
  const out: winston.transport[] = [new winston.transports.Stream({ stream: stream ?? new Lines(process.stdout) })];
  if (file === undefined || file === null) return out;
  const rotation = { ...(maxFileBytes && { maxsize: maxFileBytes }), ...(maxFiles && { maxFiles }), tailable: true };
  return [...out, new winston.transports.File({ filename: file, ...rotation })];
}

/** Opens the log. Each line: `time`, `level`, `message`, then the metadata that is allowed. */
export function createLog(options: LogOptions): ClosableLog {
  const line = winston.format.printf(({ level, message, time, ...meta }) =>
    JSON.stringify({ time, level, message: maskText(String(message)), ...meta }),
  );
  const logger = winston.createLogger({
    level: options.level,
    format: line,
    transports: transportsOf(options),
  });
  const write =
    (level: LogLevel) =>
    (message: string, meta: LogMeta = {}) => {
      logger.log({ ...safeMeta(meta), level, message, time: new Date().toISOString() });
    };
  return {
    error: write('error'),
    warn: write('warn'),
    info: write('info'),
    debug: write('debug'),
    close: () => closeLogger(logger),
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
