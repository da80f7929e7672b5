/**
 * The process around the daemon: signals, uncaught errors, exit codes.
 * Invariant: the process ends with a log line that says why; the first signal stops in order, the second at once.
 */
import { type Config, programBuild, programVersion } from './config.js';
import { type Daemon, startDaemon } from './daemon.js';
import { type ClosableLog, createLog } from './log.js';

/** An internal error (EX_SOFTWARE): whoever supervises us starts us again. */
const EX_SOFTWARE = 70;
/** Killed by a second signal while stopping. */
const EX_FORCED = 130;

/** Why and when the process has to end. */
interface Ending {
  /** Aborted as soon as it has to. */
  readonly signal: AbortSignal;
  /** Resolves with the exit code. */
  readonly code: Promise<number>;
  /** Gives signals and errors back to Node. */
  release(): void;
}

function watchProcess(log: ClosableLog): Ending {
  const stopping = new AbortController();
  let resolve: (code: number) => void = () => {};
  const code = new Promise<number>((r) => {
    resolve = r;
  });
  const onSignal = (signal: unknown): void => {
    if (stopping.signal.aborted) {
      log.error('Stopped by force', { signal });
      process.exit(EX_FORCED);
    }
    log.info('Stopping', { signal });
    stopping.abort();
    resolve(0);
  };
  const fatal = (error: unknown): void => {
    log.error('Fatal error, the process ends', { error });
    stopping.abort();
    resolve(EX_SOFTWARE);
  };
  // The trial's parent is gone: nobody else would ever stop us.
  const onDisconnect = (): void => onSignal('disconnect');
  const handlers: readonly (readonly [string, (value: unknown) => void])[] = [
    ['SIGTERM', onSignal],
    ['SIGINT', onSignal],
    ['uncaughtException', fatal],
    ['unhandledRejection', fatal],
    ['disconnect', onDisconnect],
  ];
  const events: NodeJS.EventEmitter = process;
  for (const [event, handler] of handlers) events.on(event, handler);
  const release = (): void => {
    for (const [event, handler] of handlers) events.off(event, handler);
    if (process.connected) process.disconnect();
  };
  return { signal: stopping.signal, code, release };
}

/** Tells a parent process (the trial) where we listen. */
function announce(daemon: Daemon): void {
  if (process.connected) process.send?.({ pronto: daemon.url });
}

/**
 * Runs the daemon until a signal or an internal error; resolves to the exit code after everything is closed.
 * @param file where the configuration was read from, for the log
 * @throws ConfigError, InfrastructureError when it cannot start
 */
export async function runDaemon(config: Config, file: string | null): Promise<number> {
  const log = createLog(config.log);
  log.info('Starting', { version: programVersion(), commit: programBuild().commit, file });
  const ending = watchProcess(log);
  try {
    const { signal } = ending;
    const daemon = await startDaemon({ config, log, now: () => new Date(), signal });
    announce(daemon);
    const code = await ending.code;
    await daemon.stop();
    log.info('Stopped', { exitCode: code });
    return code;
  } catch (error) {
    if (ending.signal.aborted) return await ending.code;
    log.error('Not started', { error });
    throw error;
  } finally {
    ending.release();
    await log.close();
  }
}
